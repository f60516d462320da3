import { z } from 'zod';
import { type JsonError, JsonFormat } from '../../json/json-format';
import { type DataPlaneContext, type Verdict } from '../check';
import { failed, told, verdictOf } from './finding';
import { HttpsService } from './https-service';
import { refusedBy } from './service-error';

/** Secrets of a key vault. */
export interface KeyVaultTarget {
  /** Such as `https://kv-shop.vault.azure.net/`. */
  readonly vaultUri: string;
  readonly secrets: readonly string[];
}

const SCOPE = 'https://vault.azure.net/.default';

const ROLE = { name: 'Key Vault Reader', scope: 'the key vault' };

/** Most pages of a list that are read, of 25 secrets each. */
const MOST_PAGES = 400;

const SECRET = z.object({
  id: z.string(),
  attributes: z.object({
    enabled: z.boolean(),
    /** Times in seconds since 1970. */
    nbf: z.number().nullish(),
    exp: z.number().nullish(),
  }),
});

/** List of secrets, which has no values: https://learn.microsoft.com/rest/api/keyvault/secrets/get-secrets/get-secrets */
export const SECRETS = new JsonFormat(
  'list of secrets',
  z.object({ value: z.array(SECRET), nextLink: z.string().nullish() }),
);

/** Looks for secrets that are enabled and valid now. Their values are not asked for. */
export function findSecrets({ vaultUri, secrets }: KeyVaultTarget, context: DataPlaneContext): Promise<Verdict> {
  return verdictOf(context, async () => {
    const vault = await HttpsService.open(vaultUri, context, { scope: SCOPE });
    const found = await secretsOf(vault, vaultUri);
    const now = Date.now() / 1000;
    const problems = secrets.flatMap((name) => {
      const problem = problemOf(found.get(name.toLowerCase()), now);
      return problem === undefined ? [] : [`${told(name)} ${problem}`];
    });
    if (problems.length > 0) {
      throw failed(
        `Secrets of ${vault.host}: ${problems.join(', ')}.`,
        'Set a value for each: azstage secrets set NAME',
      );
    }
    return `${vault.host} has the ${secrets.length === 1 ? 'secret' : 'secrets'} ${told(secrets.join(', '))}.`;
  });
}

function problemOf(secret: z.infer<typeof SECRET> | undefined, now: number): string | undefined {
  if (secret === undefined) {
    return 'is missing';
  }
  const { enabled, nbf, exp } = secret.attributes;
  if (!enabled) {
    return 'is disabled';
  }
  if (typeof exp === 'number' && exp <= now) {
    return 'has expired';
  }
  return typeof nbf === 'number' && nbf > now ? 'is not valid yet' : undefined;
}

/** Secrets of a vault by their names in small letters. */
async function secretsOf(vault: HttpsService, vaultUri: string): Promise<Map<string, z.infer<typeof SECRET>>> {
  const secrets = new Map<string, z.infer<typeof SECRET>>();
  let next: string | undefined = '/secrets?api-version=7.4&maxresults=25';
  for (let pages = 0; next !== undefined && pages < MOST_PAGES; pages += 1) {
    const answer = await vault.ask(next);
    if (answer.status !== 200) {
      throw refusedBy(vault.host, 'the list of secrets', answer, ROLE);
    }
    const page = read(answer.bodyAsText ?? '', vault.host);
    page.value.forEach((each) => secrets.set(nameOf(each.id), each));
    next = nextOf(page.nextLink, vaultUri);
  }
  return secrets;
}

function read(text: string, host: string): ReturnType<typeof SECRETS.parse> {
  try {
    return SECRETS.parse(text);
  } catch (error) {
    throw failed(`The list of secrets of ${host} ${told((error as JsonError).message)}.`);
  }
}

/** The next page; a link to another host would get the token. */
function nextOf(link: string | null | undefined, vaultUri: string): string | undefined {
  if (link === undefined || link === null || link === '') {
    return undefined;
  }
  if (!URL.canParse(link) || new URL(link).origin !== new URL(vaultUri).origin) {
    throw failed('The key vault named a next page on another host; it was not asked for.');
  }
  return link;
}

/** `https://kv-shop.vault.azure.net/secrets/db-password`, of which the name is the last part. */
function nameOf(id: string): string {
  return (id.split('/secrets/')[1] ?? '').split('/')[0]?.toLowerCase() ?? '';
}
