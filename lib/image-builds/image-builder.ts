import { type MessageLevel, type Reporter } from '../toolkit/io/io-host';
import { type RegistryImage } from '../toolkit/run/image-supply';

/** How an image is built. */
export interface BuildProps {
  /** Whether it is pushed to its registry. */
  readonly push: boolean;
  readonly report: Reporter;
  /** Level of the lines of the log. */
  readonly logLevel: MessageLevel;
}

/** What builds images: ACR Tasks, or the local Docker. */
export interface ImageBuilder {
  /**
   * Builds an image.
   *
   * @throws ToolkitError when it cannot be built or pushed
   */
  build(image: RegistryImage, props: BuildProps): Promise<void>;
}
