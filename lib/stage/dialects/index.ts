import { TerraformResource, type TerraformStack } from 'cdktf';
import { type Problem, ValidationError, ValueError } from '../../errors';
import { rendered } from '../attribute-reference';
import { argumentsByRule } from './arguments';
import { AZURERM_5 } from './azurerm-5';
import { type Arguments, type Dialect, type TypeRule } from './dialect';
import { withReferences } from './references';

/** The dialect that the constructs write in. */
const AZURERM_4: Dialect = { resources: {}, dataSources: {} };

const DIALECTS: Readonly<Record<number, Dialect>> = { 4: AZURERM_4, 5: AZURERM_5 };

/** The majors of azurerm that stages can be rendered for. */
export const AZURERM_MAJORS: readonly number[] = Object.keys(DIALECTS).map(Number);

/** The resources or data sources of a stack, by type and name. */
type Blocks = Readonly<Record<string, Readonly<Record<string, Arguments>>>>;

/** The part of the Terraform JSON of a stack that has rules. */
interface Root {
  readonly resource?: Blocks;
  readonly data?: Blocks;
}

/**
 * Writes the Terraform JSON of a stack for a major of azurerm: the arguments of its resources and data sources, and the references in all
 * expressions.
 *
 * @param root Terraform JSON as the constructs write it
 * @throws ValidationError for what that major cannot say
 */
export function inDialect<T extends object>(root: T, major: number): T {
  const dialect = DIALECTS[major] ?? AZURERM_4;
  if (dialect === AZURERM_4) {
    return root;
  }
  const problems: Problem[] = [];
  const translated = withArguments(root as Root, dialect, problems);
  if (problems.length > 0) {
    throw new ValidationError(problems);
  }
  return withReferences(translated, dialect) as T;
}

/**
 * Finds what a stack has and a major of azurerm cannot say.
 *
 * @param stack all stacks of its app have been prepared
 */
export function untranslatable(stack: TerraformStack, major: number): Problem[] {
  const dialect = DIALECTS[major] ?? AZURERM_4;
  if (dialect === AZURERM_4) {
    return [];
  }
  const problems: Problem[] = [];
  stack.node
    .findAll()
    .filter((child) => TerraformResource.isTerraformResource(child))
    .filter(({ terraformResourceType: type }) => dialect.resources[type]?.rewrite !== undefined)
    .forEach((resource) => withArguments(rendered(stack, resource.toTerraform()) as Root, dialect, problems));
  return problems;
}

function withArguments(root: Root, { resources, dataSources }: Dialect, problems: Problem[]): Root {
  const { resource, data } = root;
  return {
    ...root,
    ...(resource && { resource: byRule(resource, resources, problems) }),
    ...(data && { data: byRule(data, dataSources, problems) }),
  };
}

function byRule(blocks: Blocks, rules: Dialect['resources'], problems: Problem[]): Blocks {
  return mapValues(blocks, (named, type) => {
    const rule = rules[type];
    return rule === undefined ? named : mapValues(named, (args) => written(rule, args, problems));
  });
}

function written(rule: TypeRule, args: Arguments, problems: Problem[]): Arguments {
  try {
    return argumentsByRule(rule, args);
  } catch (error) {
    if (!(error instanceof ValueError)) {
      throw error;
    }
    // cdktf writes the path of the construct beside the arguments.
    const { metadata } = (args['//'] ?? {}) as { readonly metadata?: { readonly path: string } };
    problems.push({ ...error.problem, path: metadata?.path });
    return args;
  }
}

function mapValues<T>(record: Readonly<Record<string, T>>, map: (value: T, key: string) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}
