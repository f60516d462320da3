import { type ImageMetadata } from '../../manifest/app-metadata';
import { type Assembly } from '../assembly/assembly';
import { type Reporter } from '../io/io-host';
import { type ImageStatus } from '../io/image-results';
import { type Session } from './session';
import { type StageUnit } from '../unit/stage-unit';
import { ToolkitError } from '../toolkit-error';
import { oneLine } from '../io/printable';

/** Image that a stage runs, with its registry as it is deployed. */
export interface RegistryImage extends Omit<ImageMetadata, 'registry'> {
  /** Name of the stage that runs it. */
  readonly stage: string;
  /** Host name of the registry: `crshop.azurecr.io`. */
  readonly loginServer: string;
  /** Resource id of the registry. @default not known: the app names the host alone */
  readonly registryId?: string;
  /** Terraform address of the registry, where it is one of the stage itself. @default it is none */
  readonly registryAddress?: string;
  /** Name with registry and tag. */
  readonly name: string;
}

/** Image whose registry is not deployed yet. */
export interface WaitingImage {
  readonly stage: string;
  readonly image: ImageMetadata;
  /** Stage and Terraform address of the registry. */
  readonly registry: { readonly stage: string; readonly address: string };
}

/** Images of a stage: those whose registry is there, and the others. */
export interface StageImages {
  readonly ready: readonly RegistryImage[];
  readonly waiting: readonly WaitingImage[];
}

/** Builder of images that knows which are in their registries. */
export interface ImageSupply {
  /** Whether an image is in its registry. */
  statusOf(image: RegistryImage): Promise<ImageStatus>;
  /**
   * Builds an image and pushes it to its registry.
   *
   * @throws ToolkitError when that fails
   */
  push(image: RegistryImage, report: Reporter): Promise<void>;
}

/** Makes what builds images, once the first stage needs it. */
export type ImageSupplier = (session: Session, assembly: Assembly) => Promise<ImageSupply>;

/**
 * Images of a stage, with their registries from the states.
 *
 * @param units all stages of the app
 * @throws ToolkitError when a state cannot be read
 */
export async function imagesOfStage(units: readonly StageUnit[], unit: StageUnit): Promise<StageImages> {
  const ready: RegistryImage[] = [];
  const waiting: WaitingImage[] = [];
  for (const image of unit.stage.metadata?.images ?? []) {
    const { registry } = image;
    const found = 'loginServer' in registry ? registry : await deployedRegistry(units, unit, registry);
    if (found === undefined) {
      waiting.push({ stage: unit.name, image, registry: registry as WaitingImage['registry'] });
    } else {
      const isOwn = 'stage' in registry && registry.stage === unit.name;
      const own = isOwn ? { registryAddress: registry.address } : {};
      ready.push({ ...registryImage(unit.name, image, found), ...own });
    }
  }
  return { ready, waiting };
}

function registryImage(
  stage: string,
  { registry: _, ...image }: ImageMetadata,
  { loginServer, id }: { readonly loginServer: string; readonly id?: string },
): RegistryImage {
  const name = `${loginServer}/${image.repository}:${image.tag}`;
  return { ...image, stage, loginServer, ...(id === undefined ? {} : { registryId: id }), name };
}

/** Registry as the state of its stage has it; undefined before it is created. */
async function deployedRegistry(
  units: readonly StageUnit[],
  user: StageUnit,
  { stage, address }: WaitingImage['registry'],
): Promise<{ readonly loginServer: string; readonly id?: string } | undefined> {
  const owner = units.find(({ name }) => name === stage);
  if (owner === undefined) {
    throw new ToolkitError(
      'BAD_OUTPUT',
      `${user.name} pushes images to a registry of ${stage}, which is not a stage of the app.`,
      'Run azstage synth again.',
    );
  }
  const { login_server: loginServer, id } = (await owner.state())?.attributesOf(address) ?? {};
  return typeof loginServer === 'string' && typeof id === 'string'
    ? { loginServer, id }
    : importedRegistry(owner, address);
}

/** Registry of a data source that Terraform has not read yet. Its host name is found by its name. */
function importedRegistry({ stage }: StageUnit, address: string): { readonly loginServer: string } | undefined {
  const [, id = ''] = /^data\.azurerm_container_registry\.(.+)$/.exec(address) ?? [];
  const name = stage.template.data?.['azurerm_container_registry']?.[id]?.['name'];
  return typeof name === 'string' && /^[A-Za-z0-9]+$/.test(name)
    ? { loginServer: `${name.toLowerCase()}.azurecr.io` }
    : undefined;
}

/** `api:4f1c09ab73de`, short for people and in one line; the whole tag is in the data. */
export function shortName({ repository, tag }: Pick<ImageMetadata, 'repository' | 'tag'>): string {
  return oneLine(`${repository}:${tag.slice(0, 12)}`);
}
