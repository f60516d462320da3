import { type ImageMetadata } from '../manifest/app-metadata';
import { type Assembly } from '../toolkit/assembly/assembly';
import {
  type BuiltImageResult,
  type ImageBuildsResult,
  type ImagesResult,
  type ImageStatus,
  type ListedImage,
} from '../toolkit/io/image-results';
import { imagesOfStage, type RegistryImage, shortName, type WaitingImage } from '../toolkit/run/image-supply';
import { type Session } from '../toolkit/run/session';
import { DEFAULT_PARALLELISM, schedule } from '../toolkit/scheduler';
import { ToolkitError } from '../toolkit/toolkit-error';
import { type StageSelection } from '../toolkit/unit/stage-filter';
import { selectUnits } from '../toolkit/unit/stage-selection';
import { sourcesOf } from './context-archive';
import { type AzureImages } from './azure-images';

/** Makes the access to images in Azure once an image needs it. */
export type OpenImages = (session: Session, assembly: Assembly) => Promise<AzureImages>;

/** Options of `images build` and `images push`. */
export interface BuildImagesOptions extends StageSelection {
  /** Whether images are pushed: those that their registries do not have. */
  readonly action: 'build' | 'push';
  /** Whether images are pushed that their registries have. @default false */
  readonly force?: boolean;
  /** Maximum number of images that are built at once. @default 4 */
  readonly parallelism?: number;
}

/** Image with all stages that run it. */
interface FoundImage {
  readonly image: RegistryImage | WaitingImage;
  readonly metadata: Omit<ImageMetadata, 'registry'>;
  readonly stages: readonly string[];
}

/**
 * The images that stages run and that are built from sources of the project, and whether they are in their registries. Works while another run is active.
 *
 * @throws ToolkitError when the app fails, or the sources changed after synth
 */
export async function listImages(session: Session, selection: StageSelection, open: OpenImages): Promise<ImagesResult> {
  const assembly = await session.synthesizeOrRead('images');
  const found = await findImages(session, assembly, selection);
  const statuses = await statusesOf(session, assembly, found, open);
  const images = found.map(({ image, metadata, stages }): ListedImage => {
    const { repository, tag, context, platform } = metadata;
    const { entries, size } = sourcesOf(session.project, metadata);
    const registry = 'loginServer' in image ? { registry: image.loginServer } : {};
    const status = statuses.get(image) ?? { status: 'unknown' };
    return { repository, tag, ...registry, context, files: entries.length, size, platform, stages, ...status };
  });
  return { ...session.describe(assembly), images };
}

/**
 * Builds images, and pushes those that their registries do not have. Works while another run is active.
 *
 * @throws ToolkitError when the app fails; what came of each image is in the result
 */
export async function buildImages(
  session: Session,
  { action, force = false, parallelism = DEFAULT_PARALLELISM, ...selection }: BuildImagesOptions,
  open: OpenImages,
): Promise<ImageBuildsResult> {
  const assembly = await session.synthesizeOrRead('images');
  const found = await findImages(session, assembly, selection);
  const description = session.describe(assembly);
  session.announce(description);
  if (found.length === 0) {
    return { ...description, action, images: [] };
  }
  const azure = await open(session, assembly);
  const tasks = found.map((each, index) => ({ name: String(index).padStart(6, '0'), dependencies: [], found: each }));
  const settled = await schedule(tasks, {
    parallelism,
    signal: session.interruption.signal,
    run: async ({ found: each }) => ({ ok: true, outcome: await outcomeOf(session, azure, each, { action, force }) }),
  });
  const images = tasks.map(({ name, found: each }): BuiltImageResult => {
    const task = settled.get(name);
    return { ...identityOf(each), ...(task?.status === 'finished' ? task.result.outcome : { result: 'cancelled' }) };
  });
  return { ...description, action, images };
}

async function findImages(
  session: Session,
  assembly: Assembly,
  selection: StageSelection,
): Promise<readonly FoundImage[]> {
  const all = session.unitsOf(assembly);
  const found = new Map<string, FoundImage>();
  for (const unit of selectUnits(all, selection)) {
    const { ready, waiting } = await imagesOfStage(all, unit);
    for (const image of [...ready, ...waiting]) {
      const metadata = 'loginServer' in image ? image : image.image;
      const where = 'loginServer' in image ? image.loginServer : `${image.registry.stage} ${image.registry.address}`;
      const key = `${where} ${metadata.repository} ${metadata.tag}`;
      const stages = [...(found.get(key)?.stages ?? []), unit.name];
      found.set(key, { image, metadata, stages });
    }
  }
  return [...found.values()].sort((a, b) => (shortName(a.metadata) < shortName(b.metadata) ? -1 : 1));
}

/** Statuses of the images. What no registry can be asked for needs no sign-in. */
async function statusesOf(
  session: Session,
  assembly: Assembly,
  found: readonly FoundImage[],
  open: OpenImages,
): Promise<ReadonlyMap<FoundImage['image'], ImageStatus>> {
  const statuses = new Map<FoundImage['image'], ImageStatus>();
  const ready = found.flatMap(({ image }) => ('loginServer' in image ? [image] : []));
  for (const { image } of found) {
    if (!('loginServer' in image)) {
      statuses.set(image, { status: 'no-registry', why: waitsFor(image) });
    }
  }
  try {
    const azure = ready.length === 0 ? undefined : await open(session, assembly);
    await Promise.all(ready.map(async (image) => statuses.set(image, (await azure?.statusOf(image)) as ImageStatus)));
  } catch (error) {
    if (!(error instanceof ToolkitError) || error.code === 'INTERRUPTED') {
      throw error;
    }
    ready.forEach((image) => statuses.set(image, { status: 'unknown', why: error.message }));
  }
  return statuses;
}

function waitsFor({ registry }: WaitingImage): string {
  return `${registry.address} of ${registry.stage} is not deployed`;
}

type Outcome = Pick<BuiltImageResult, 'result' | 'error' | 'fix' | 'milliseconds'>;

async function outcomeOf(
  session: Session,
  azure: AzureImages,
  { image, metadata }: FoundImage,
  { action, force }: { readonly action: 'build' | 'push'; readonly force: boolean },
): Promise<Outcome> {
  const elapsed = session.stopwatch();
  try {
    if (!('loginServer' in image)) {
      const [stage] = [image.registry.stage];
      return { result: 'failed', error: `${waitsFor(image)}.`, fix: `Deploy it first: azstage deploy ${stage}` };
    }
    if (action === 'push' && !force && (await azure.statusOf(image)).status === 'present') {
      session.report.say('info', 'image.planned', `${shortName(metadata)} is in ${image.loginServer} already`, {
        image: image.name,
        status: 'present',
      });
      return { result: 'present' };
    }
    await (action === 'push' ? azure.push(image, session.report) : azure.build(image, session.report, false));
    return { result: action === 'push' ? 'pushed' : 'built', milliseconds: elapsed() };
  } catch (error) {
    if (!(error instanceof ToolkitError)) {
      throw error;
    }
    const isInterrupted = error.code === 'INTERRUPTED';
    return isInterrupted
      ? { result: 'interrupted' }
      : { result: 'failed', error: error.message, fix: error.fix, milliseconds: elapsed() };
  }
}

function identityOf({ image, metadata, stages }: FoundImage): Omit<BuiltImageResult, 'result'> {
  const { repository, tag } = metadata;
  return { repository, tag, ...('loginServer' in image ? { registry: image.loginServer } : {}), stages };
}
