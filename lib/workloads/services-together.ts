import { quote } from '../errors';
import { type Problems } from './problems';
import { type Service } from './service';

/** Notes the services that others connect to or come after, and that are missing in a list, and those that nothing can connect to. */
export function checkTogether(problems: Problems, services: readonly Service[]): void {
  const known = new Set(services);
  for (const service of services) {
    for (const other of [...service.upstreamServices, ...service.after]) {
      problems.together(
        known.has(other),
        service.name,
        `needs the service ${quote(other.name)}, which is not in the list`,
        'Add it to services.',
      );
    }
    for (const other of service.upstreamServices) {
      problems.together(
        other.port !== undefined,
        service.name,
        `connects to ${quote(other.name)}, which has no port`,
        'Set its port.',
      );
    }
  }
}
