import { z } from 'zod';
import { JsonFormat } from '../json/json-format';
import { HOURS_PER_MONTH, type UsageQuantity } from './estimator';
import { ESTIMATORS, tryFindEstimator } from './estimators';
import { type Range, range } from './range';

/** Name of the usage file, beside cdktf.json. */
export const USAGE_FILE = 'usage.json';

/** A quantity in the file: one number, or its bounds. */
type Quantity = number | Range;

/** Quantities of a resource by name. */
type Quantities = Readonly<Record<string, Quantity>>;

/** What a usage file says of the resources of a stage. */
interface StageUsage {
  /** Hours of a month in which the stage is deployed. */
  readonly hours?: Quantity;
  /** Quantities by type. */
  readonly types?: Readonly<Record<string, Quantities>>;
  /** Quantities by Terraform address. */
  readonly resources?: Readonly<Record<string, Quantities>>;
}

/** Quantities that depend on use, as the user expects them. What is more specific wins: an address, a type in a stage, a type. */
export interface UsageFile {
  readonly types?: Readonly<Record<string, Quantities>>;
  readonly stages?: Readonly<Record<string, StageUsage>>;
}

/** A usage file that says nothing: all defaults hold. */
export const NO_USAGE: UsageFile = {};

/** Schema of {@link UsageFile}; `z.toJSONSchema` makes that of editors from it. Made only to read a file: it has hundreds of parts. */
export function usageSchema() {
  return z
    .strictObject({
      $schema: z.string().optional().describe('Place of this schema, for editors'),
      types: typesSchema().optional().describe('Quantities of all resources of a type'),
      stages: z
        .record(
          z.string(),
          z.strictObject({
            hours: quantitySchema(
              z.number().min(0).max(HOURS_PER_MONTH),
              `Hours of a month in which the stage is deployed. Default: ${HOURS_PER_MONTH}`,
            ),
            types: typesSchema().optional().describe('Quantities of the resources of a type in this stage'),
            resources: z
              .record(z.string(), z.record(z.string(), z.unknown()))
              .superRefine(checkAddresses)
              .optional()
              .describe('Quantities of a resource by its Terraform address: azurerm_container_app.Api_4BD72F20'),
          }),
        )
        .optional()
        .describe('What is particular to a stage, by its name'),
    })
    .describe('Usage that azstage cost expects: usage.json beside cdktf.json');
}

/** Form of a usage file. */
export const USAGE = new JsonFormat<UsageFile>(
  USAGE_FILE,
  z.lazy(() => usageSchema() as unknown as z.ZodType<UsageFile>),
);

/** Hours of a month in which a stage is deployed. */
export function hoursOf(usage: UsageFile, stage: string): Range {
  return rangeOf(usage.stages?.[stage]?.hours ?? HOURS_PER_MONTH);
}

/** The quantities of a resource that its estimator asks for: those of the file, otherwise the defaults. */
export function quantitiesOf(
  usage: UsageFile,
  { stage, address, type }: { readonly stage: string; readonly address: string; readonly type: string },
  asked: Readonly<Record<string, UsageQuantity>>,
): Readonly<Record<string, Range>> {
  const ofStage = usage.stages?.[stage];
  const given = {
    ...usage.types?.[type],
    ...ofStage?.types?.[type],
    ...ofStage?.resources?.[address.replace(/\[.*\]$/, '')],
    ...ofStage?.resources?.[address],
  };
  return Object.fromEntries(
    Object.entries(asked).map(([name, { default: assumed }]) => {
      const own = given[name];
      return [name, own === undefined ? assumed : rangeOf(own)];
    }),
  );
}

function rangeOf(quantity: Quantity): Range {
  return typeof quantity === 'number' ? range(quantity) : quantity;
}

/** Types that have quantities, each with exactly its own. */
function typesSchema() {
  const shape = ESTIMATORS.flatMap(({ types, usage }) => {
    const asked = Object.keys(usage).length > 0;
    return asked ? types.map((type) => [type, quantitiesSchema(usage).optional()] as const) : [];
  });
  return z.strictObject(Object.fromEntries([...shape].sort(([a], [b]) => (a < b ? -1 : 1))));
}

function quantitiesSchema(usage: Readonly<Record<string, UsageQuantity>>) {
  return z.strictObject(
    Object.fromEntries(
      Object.entries(usage).map(([name, { description, unit, default: assumed }]) => {
        const allowed = unit === 'share' ? z.number().min(0).max(1) : z.number().min(0);
        const { low, high } = assumed;
        const text = `${description}, in ${unit}. Default: ${low === high ? low : `${low} to ${high}`}`;
        return [name, quantitySchema(allowed, text)];
      }),
    ),
  );
}

function quantitySchema(allowed: z.ZodNumber, description: string) {
  return z
    .union([
      allowed,
      z
        .strictObject({ low: allowed, high: allowed })
        .refine(({ low, high }) => low <= high, 'has a low bound above the high one'),
    ])
    .optional()
    .describe(description);
}

/** Refuses quantities of an address that its type does not have. */
function checkAddresses(resources: Readonly<Record<string, unknown>>, context: z.RefinementCtx): void {
  for (const [address, quantities] of Object.entries(resources)) {
    const type = /(?:^|\.)((?:azurerm|azapi)_\w+)\.[^.]+$/.exec(address)?.[1];
    const usage = type === undefined ? undefined : tryFindEstimator(type)?.usage;
    if (usage === undefined || Object.keys(usage).length === 0) {
      context.addIssue({
        code: 'custom',
        path: [address],
        message: 'azstage does not know as the address of a resource whose price depends on its use',
        input: quantities,
      });
      continue;
    }
    const { error } = quantitiesSchema(usage).safeParse(quantities);
    for (const issue of error?.issues ?? []) {
      context.issues.push({ ...issue, path: [address, ...issue.path] } as (typeof context.issues)[number]);
    }
  }
}
