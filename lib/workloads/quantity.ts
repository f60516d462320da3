import { quote, ValueError } from '../errors';

/** Factors of the suffixes that amounts of memory and storage may have, of those that Kubernetes knows. */
const FACTORS: Readonly<Record<string, number>> = {
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/**
 * Thousandths of a processor: `500m` and `0.5` are 500.
 *
 * @throws ValueError when it is not an amount of processors
 */
export function millicores(text: string): number {
  const match = /^(?:(\d{1,7})m|(\d{1,4}(?:\.\d{1,3})?))$/.exec(text);
  const amount = match?.[1] === undefined ? Number(match?.[2]) * 1000 : Number(match[1]);
  if (!(amount > 0)) {
    throw new ValueError({
      message: `${quote(text)} is not an amount of processors`,
      allowed: 'processors or thousandths of them, such as 2, 0.5 or 500m',
    });
  }
  return amount;
}

/**
 * Bytes of an amount of memory or storage: `1Ki` is 1024.
 *
 * @throws ValueError when it is none
 */
export function bytes(text: string): number {
  const [, number, suffix = ''] = /^(\d{1,7}(?:\.\d{1,3})?)(Ki|Mi|Gi|Ti)$/.exec(text) ?? [];
  const amount = Number(number) * (FACTORS[suffix] ?? 1);
  if (!(amount > 0)) {
    throw new ValueError({
      message: `${quote(text)} is not an amount of memory`,
      allowed: 'mebibytes, gibibytes or tebibytes, such as 512Mi, 2Gi or 1Ti',
    });
  }
  return amount;
}
