import { TerraformDataSource, type TerraformElement, type TerraformStack, Token } from 'cdktf';
import { type Construct } from 'constructs';
import { type StageCheck, type StageCheckKind, type StageCheckParameters } from '../manifest/stage-check';

/** Type of the metadata of constructs that holds their checks. */
const METADATA = 'azstage:check';

/** Resource, or data source, that a check is about. */
type Subject = TerraformElement & { readonly terraformResourceType: string };

interface AddedCheck {
  readonly kind: StageCheckKind;
  readonly subject: Subject;
  readonly parameters: () => StageCheckParameters | undefined;
}

/**
 * Adds a check of a resource, which `azstage verify` carries out once the stage is deployed.
 *
 * @param parameters asked when the metadata is written; undefined where there is nothing to check after all. @default none
 */
export function addCheck(
  construct: Construct,
  kind: StageCheckKind,
  subject: Subject,
  parameters: () => StageCheckParameters | undefined = () => ({}),
): void {
  const check: AddedCheck = { kind, subject, parameters };
  construct.node.addMetadata(METADATA, check);
}

/** Checks of the constructs of a stack, in the order of the constructs. */
export function checksIn(stack: TerraformStack): StageCheck[] {
  return stack.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === METADATA)
      .flatMap(({ data }) => {
        const { kind, subject, parameters } = data as AddedCheck;
        const given = parameters();
        return given === undefined
          ? []
          : [{ kind, address: addressOf(subject), path: node.path, ...withParameters(known(given)) }];
      }),
  );
}

function addressOf(subject: Subject): string {
  const address = `${subject.terraformResourceType}.${subject.friendlyUniqueId}`;
  return TerraformDataSource.isTerraformDataSource(subject) ? `data.${address}` : address;
}

function withParameters(parameters: StageCheckParameters): Pick<StageCheck, 'parameters'> {
  return Object.keys(parameters).length === 0 ? {} : { parameters };
}

/** Parameters without what only Terraform knows. */
function known(parameters: StageCheckParameters): StageCheckParameters {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, value]) => {
      const values = [value].flat().filter((each) => !Token.isUnresolved(each));
      return values.length === 0 ? [] : [[name, typeof value === 'string' ? value : values]];
    }),
  );
}
