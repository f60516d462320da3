import { type SigmatiqParameters } from './parameters';

/** One of the five APIs. */
export interface Api {
  /** Id of the construct, and so the end of its name. */
  readonly id: string;
  readonly title: string;
  readonly port: number;
  /** The database that is its own. */
  readonly database: string;
  /** The parameter with its image. */
  readonly imageParameter: ImageParameter;
  /** Whether it asks the providers of market data and orders, and so reads their keys. */
  readonly asksProviders: boolean;
}

type ImageParameter = Extract<keyof SigmatiqParameters, `${string}Image`>;

/** The APIs, as the reference design lists them. */
export const APIS: readonly Api[] = [
  {
    id: 'AuthApi',
    title: 'Authentication and authorization',
    port: 8004,
    database: 'sigmatiq_auth',
    imageParameter: 'authImage',
    asksProviders: false,
  },
  {
    id: 'NativeApi',
    title: 'Native trading operations',
    port: 8002,
    database: 'sigmatiq_native',
    imageParameter: 'nativeImage',
    asksProviders: true,
  },
  {
    id: 'PilotApi',
    title: 'Pilot and demo features',
    port: 8003,
    database: 'sigmatiq_pilot',
    imageParameter: 'pilotImage',
    asksProviders: true,
  },
  {
    id: 'CardApi',
    title: 'Card-based trading',
    port: 8005,
    database: 'sigmatiq_card',
    imageParameter: 'cardImage',
    asksProviders: true,
  },
  {
    id: 'SimApi',
    title: 'Paper trading',
    port: 8084,
    database: 'sigmatiq_sim',
    imageParameter: 'simImage',
    asksProviders: true,
  },
];

/** All databases: those that the APIs share, and one for each of them. */
export const DATABASES: readonly string[] = [
  'sigmatiq_core',
  'sigmatiq_assistant',
  'sigmatiq_cache',
  ...APIS.map(({ database }) => database),
];
