import { didYouMean, quote } from '../errors';
import { BackingKind, type BackingService } from './backing-service';
import { type ComposeOptions } from './compose-options';
import {
  composeBacking,
  composeBackingConfigs,
  composeConfigFiles,
  composeProxy,
  composeService,
  hostPortOf,
  profileOf,
  proxyConfig,
} from './compose-service';
import { environmentFile, localVariables } from './compose-variables';
import { checkConfigFiles, usedConfigFiles } from './config-files';
import { checkLabel } from './names';
import { Problems } from './problems';
import { checkTogether } from './services-together';
import { yamlText } from './yaml-text';

/**
 * Renders services as a Compose file for a laptop, and an example of the `.env` that it reads.
 *
 * Ports are published on the loopback interface alone. Secrets come from `.env`, and a service does not start without those that it needs.
 *
 * @returns texts by file name: `compose.yaml` and `.env.example`
 * @throws ValidationError with all problems of the services together
 */
export function composeFiles(options: ComposeOptions): Readonly<Record<string, string>> {
  const backings = backingsOf(options);
  const variables = localVariables(options.services, backings);
  checkCompose(options, backings, [...variables.keys()]);
  const optional = new Set(options.services.flatMap(({ local }) => local.optionalSecrets ?? []));
  return {
    'compose.yaml': composeFile(options, backings),
    '.env.example': environmentFile(variables, options.variables ?? [], optional),
  };
}

function composeFile(options: ComposeOptions, backings: readonly BackingService[]): string {
  const { services, proxy, images = {} } = options;
  const configFiles = usedConfigFiles(services, options.configFiles);
  const onLaptop = { services, configFiles, projectDirectory: options.projectDirectory ?? '../..' };
  const containers = [...new Map(backings.map((each) => [each.container, each])).values()];
  const volumes = [
    ...containers.map(({ container }) => `${container}-data`),
    ...services.flatMap(({ local }) => Object.keys(local.volumes ?? {})),
  ];
  const configs = Object.assign(
    {},
    ...containers.map(composeBackingConfigs),
    composeConfigFiles(configFiles),
    proxy === undefined ? {} : { nginx: { content: proxyConfig(proxy) } },
  ) as Readonly<Record<string, unknown>>;
  const file = {
    name: options.name,
    services: {
      ...Object.fromEntries(containers.map((each) => [each.container, composeBacking(each, images)])),
      ...Object.fromEntries(services.map((each) => [each.name, composeService(each, onLaptop)])),
      ...(proxy === undefined ? {} : { nginx: composeProxy(proxy, images) }),
    },
    ...(Object.keys(configs).length === 0 ? {} : { configs }),
    ...(volumes.length === 0 ? {} : { volumes: Object.fromEntries(volumes.map((name) => [name, {}])) }),
  };
  return `# Written by azstage synth.\n${yamlText(file)}`;
}

function backingsOf({ services }: ComposeOptions): readonly BackingService[] {
  return [...new Set(services.flatMap((service) => service.backingServices))];
}

function checkCompose(
  options: ComposeOptions,
  backings: readonly BackingService[],
  variables: readonly string[],
): void {
  const { services, proxy, variables: sections = [] } = options;
  const problems = new Problems('compose file');
  const containers = new Set(backings.map(({ container }) => container));
  const names = [...containers, ...services.map(({ name }) => name), ...(proxy === undefined ? [] : ['nginx'])];
  problems
    .value('name', () => checkLabel(options.name))
    .distinct('services', names)
    .distinct(
      'data services',
      backings.map(({ name }) => name),
    );
  checkTogether(problems, services);
  checkConfigFiles(problems, services, options.configFiles);
  checkContainers(problems, backings);
  const proxyPort = proxy === undefined ? [] : [`${proxy.port ?? 8080}`];
  const ports = services.flatMap((service) => hostPortOf(service) ?? []).map(String);
  problems
    .distinct('ports on the laptop', [...ports, ...proxyPort])
    .together(proxy === undefined || proxy.service.port !== undefined, 'proxy', 'is for a service with a port');
  for (const service of services) {
    const needed = [...service.upstreamServices, ...service.after].filter(
      (other) => profileOf(other) !== undefined && profileOf(other) !== profileOf(service),
    );
    needed.forEach((other) =>
      problems.together(
        false,
        service.name,
        `needs ${quote(other.name)}, which only the profile ${quote(profileOf(other))} starts`,
        'Give both the same local.profile, or none.',
      ),
    );
  }
  const listed = sections.flatMap((section) => Object.keys(section.variables));
  problems.distinct('variables', listed);
  for (const name of listed) {
    problems.that('variables', name, variables.includes(name), variables.join(', '), didYouMean(name, variables));
  }
  problems.done();
}

/** Data services can share a container of their kind, with different databases; and a variable means one thing. */
function checkContainers(problems: Problems, backings: readonly BackingService[]): void {
  for (const [index, each] of backings.entries()) {
    for (const other of backings.slice(0, index)) {
      const isShared = each.container === other.container;
      const fits = each.kind === other.kind && each.kind === BackingKind.REDIS && each.database !== other.database;
      problems
        .together(
          !isShared || fits,
          each.name,
          `shares the container ${quote(each.container)} with ${quote(other.name)}`,
          'Only Redis can share one, with another database.',
        )
        .together(each.variable !== other.variable, each.name, `sets ${each.variable}, as ${quote(other.name)} does`);
    }
  }
}
