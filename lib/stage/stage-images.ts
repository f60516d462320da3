import { type TerraformStack } from 'cdktf';
import { type BuiltImage, BuiltImages, isLiteral } from '../constructs/compute/built-images';
import { type Problem } from '../errors';
import { type ImageMetadata, type ImageRegistryMetadata } from '../manifest/app-metadata';
import { type ImageRegistry } from '../values/container-image-build';
import { attributesReadBy, rendered } from './attribute-reference';

/**
 * Images of a stage that are built from sources of the project, with the places of their registries; sorted by repository and tag.
 *
 * @param stage all stacks of its app have been prepared
 */
export function imagesOf(stage: TerraformStack): readonly ImageMetadata[] {
  return builtImages(stage)
    .flatMap((image) => {
      const registry = registryOf(stage, image.registry);
      return registry === undefined ? [] : [metadataOf(image, registry)];
    })
    .sort((a, b) => (`${a.repository}:${a.tag}` < `${b.repository}:${b.tag}` ? -1 : 1));
}

/** Problems of images whose registry is known to Terraform alone, so that nothing could be pushed to it. */
export function imageProblems(stage: TerraformStack): Problem[] {
  return builtImages(stage)
    .filter(({ registry }) => registryOf(stage, registry) === undefined)
    .map(({ build, users }) => ({
      path: users[0],
      property: 'image',
      message: `${build.context} is pushed to a registry that is neither known at synth nor one of a stage of this app`,
      fix: 'Name it with ContainerRegistry.fromName, or give its id and login server to ContainerRegistry.fromId as text.',
    }));
}

function builtImages(stage: TerraformStack): readonly BuiltImage[] {
  return BuiltImages.find(stage)?.all ?? [];
}

function metadataOf({ build, tag, users }: BuiltImage, registry: ImageRegistryMetadata): ImageMetadata {
  const { repository, context, dockerfile, target, buildArgs, platform } = build;
  const args = Object.entries(buildArgs).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    repository,
    tag,
    context,
    dockerfile,
    ...(target === undefined ? {} : { target }),
    ...(args.length === 0 ? {} : { args: Object.fromEntries(args) }),
    platform,
    registry,
    users,
  };
}

/** Place of a registry; undefined where it is known to Terraform alone. */
function registryOf(stage: TerraformStack, registry: ImageRegistry): ImageRegistryMetadata | undefined {
  const loginServer = rendered(stage, registry.loginServer);
  if (typeof loginServer === 'string' && !loginServer.includes('${')) {
    const { registryId: id } = registry;
    return isLiteral(id) ? { loginServer, id } : { loginServer };
  }
  const read = attributesReadBy(stage, loginServer).find(({ type }) => type === 'azurerm_container_registry');
  return read === undefined ? undefined : { stage: read.stack.node.id, address: read.address };
}
