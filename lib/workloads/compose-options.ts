import { type ConfigFileSets } from './config-files';
import { type Service } from './service';

/** Section of `.env.example`. */
export interface VariableSection {
  /** Heading, such as `LLM Providers`. */
  readonly title: string;
  /** Comments by variable, in the order of the file. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Reverse proxy on a laptop: nginx, in the profile `proxy`. */
export interface ComposeProxy {
  /** Service that it passes all requests to. */
  readonly service: Service;
  /** Port on the laptop. @default 8080 */
  readonly port?: number;
}

/** Images of the data services and the proxy on a laptop. */
export interface ComposeImages {
  /** @default pgvector/pgvector:pg17 */
  readonly postgresql?: string;
  /** @default redis:7.4-alpine */
  readonly redis?: string;
  /** @default nginxinc/nginx-unprivileged:1.28-alpine */
  readonly proxy?: string;
}

/** Options of {@link composeFiles}. */
export interface ComposeOptions {
  /** Name of the Compose project. */
  readonly name: string;
  /** All services. The data services that they connect to come along. */
  readonly services: readonly Service[];
  /** Path from the directory of the Compose file to that of the project. @default ../.., as for cdktf.out/local */
  readonly projectDirectory?: string;
  /** Sections of `.env.example`. Variables of none follow in a last section. @default none */
  readonly variables?: readonly VariableSection[];
  /** Reverse proxy. @default none */
  readonly proxy?: ComposeProxy;
  /** Files that services read, by set and name. @default none: no service reads any */
  readonly configFiles?: ConfigFileSets;
  /** Images. @default those of {@link ComposeImages} */
  readonly images?: ComposeImages;
}
