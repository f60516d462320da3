import { Token } from 'cdktf';
import { type Construct } from 'constructs';
import { ResourceTags } from '../constructs/resource-tags';
import { withoutEscapes } from './literal';

/** Tags of a stage as Azure shows them, without those whose values are known only to Terraform. */
export function literalTags(stage: Construct): Record<string, string> {
  const tags = Object.entries(ResourceTags.of(stage).resolve() ?? {});
  return Object.fromEntries(
    tags
      .filter(([, value]) => !Token.isUnresolved(value))
      .map((tag) => tag.map(withoutEscapes) as [string, string])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
