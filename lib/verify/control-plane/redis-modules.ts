import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { type Verdict } from '../check';
import { ask, type ControlContext, failed, idOf, missing, passed, told } from '../subject';
import { type StateResource } from '../../toolkit/terraform/terraform-state';

/** Database of Redis: https://learn.microsoft.com/rest/api/redis/redisenterprise/databases/get */
export const REDIS_DATABASE = new JsonFormat(
  'Redis database',
  z.object({ properties: z.object({ modules: z.array(z.object({ name: z.string() })).nullish() }) }),
);

/** Checks that the only database of a Managed Redis has its modules. */
export async function checkRedisModules(
  subject: StateResource,
  modules: readonly string[],
  context: ControlContext,
): Promise<Verdict> {
  const id = `${idOf(subject)}/databases/default`;
  const found = await ask(id, REDIS_DATABASE, context);
  if (found === undefined) {
    return missing(id);
  }
  const there = (found.properties.modules ?? []).map(({ name }) => name.toLowerCase());
  const lacking = modules.filter((name) => !there.includes(name.toLowerCase()));
  return lacking.length === 0
    ? passed(`It has ${told(modules.join(', '))}.`)
    : failed(
        `It lacks ${lacking.length === 1 ? 'the module' : 'the modules'} ${told(lacking.join(', '))}.`,
        'Modules are chosen when a database is made: azstage plan --refresh shows whether it is made anew.',
      );
}
