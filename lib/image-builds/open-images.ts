import { type Assembly } from '../toolkit/assembly/assembly';
import { type ImageSupplier } from '../toolkit/run/image-supply';
import { type Session } from '../toolkit/run/session';
import { type AzureImages, type ImageBuildOptions } from './azure-images';

/**
 * Opens the images of a run in Azure. The clients of Azure are loaded only now, so that no command without images waits for them.
 *
 * @throws ToolkitError where no subscription is named, or the variables of azurerm are incomplete
 */
export function openImages(
  session: Session,
  assembly: Assembly,
  options: ImageBuildOptions = {},
): Promise<AzureImages> {
  // import() does not resolve TypeScript sources in a checkout.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const loaded = require('./azure-images') as { readonly AzureImages: typeof AzureImages };
  return loaded.AzureImages.open(session, assembly, options);
}

/** Supplier of images for `deploy` and `plan`, whose logs only --debug shows. */
export function imageSupplier(options: ImageBuildOptions = {}): ImageSupplier {
  return (session, assembly) => openImages(session, assembly, { logLevel: 'debug', ...options });
}
