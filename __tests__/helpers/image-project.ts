import path from 'node:path';
import { ArmClient } from '../../lib/azure/arm-client';
import { AzureImages, type ImageBuildOptions } from '../../lib/image-builds/azure-images';
import { type OpenImages } from '../../lib/image-builds/images';
import { readBuildContext } from '../../lib/images/build-context';
import { imageTag } from '../../lib/images/image-tag';
import { type ImageMetadata } from '../../lib/manifest/app-metadata';
import { sha256 } from '../../lib/toolkit/host/sha256';
import { type TestAzure } from './loopback-azure';
import { RecordingIoHost } from './recording-io-host';
import { type SourceFiles, writeSources } from './source-tree';
import { type FakeStage, TestProject } from './test-project';

/** Where an image of {@link imageIn} comes from, and how it is built. */
export type ImageOptions = Partial<Omit<ImageMetadata, 'tag'>> & Pick<ImageMetadata, 'registry'>;

/** Metadata of an image whose sources are in a project, as synth writes it. */
export function imageIn(project: TestProject, options: ImageOptions): ImageMetadata {
  const image = {
    repository: 'api',
    context: 'src/api',
    dockerfile: 'Dockerfile',
    platform: 'linux/amd64',
    users: ['apps/Api'],
    ...options,
  };
  const { context, dockerfile } = image;
  return {
    ...image,
    tag: imageTag(readBuildContext({ projectDirectory: project.directory, context, dockerfile }), image),
  };
}

/** A project with sources, and the images of Azure for its sessions. */
export class ImageProject {
  public readonly project = TestProject.withStages({ stages: {} });
  public readonly host = new RecordingIoHost();

  constructor(
    private readonly test: TestAzure,
    files: SourceFiles = { 'src/api/Dockerfile': 'FROM scratch\nCOPY . /\n', 'src/api/main.py': 'print(1)\n' },
  ) {
    writeSources(this.project.directory, files);
    this.project.write('cdktf.out/.keep', '');
  }

  /** Creates a registry, and says how an image names it. */
  public registry(
    name: string,
    properties: object = {},
    sku = 'Premium',
  ): { readonly loginServer: string; readonly id: string } {
    const id = this.test.idOf(`Microsoft.ContainerRegistry/registries/${name}`);
    this.test.azure.assume(id, { location: 'westeurope', sku: { name: sku }, properties });
    return { loginServer: `${name}.azurecr.io`, id };
  }

  public image(options: ImageOptions): ImageMetadata {
    return imageIn(this.project, options);
  }

  /** Gives the app stages. */
  public change(stages: Readonly<Record<string, FakeStage>>): void {
    this.project.change({ stages, subscriptionId: this.test.subscriptionId });
  }

  public session(more: Parameters<TestProject['session']>[1] = {}) {
    return this.project.session(this.host, more);
  }

  /** Images of Azure, asked through the proxy of the loopback. */
  public open(options: ImageBuildOptions = {}): OpenImages {
    const { credential, subscriptionId, options: pipeline } = this.test;
    return (session) => {
      const arm = new ArmClient({ credential, signal: session.interruption.signal, options: pipeline });
      return Promise.resolve(new AzureImages(session, { arm, credential, subscriptionId }, options, pipeline));
    };
  }

  /** Texts of the lines of all logs. */
  public get log(): string[] {
    return this.host.texts('image.output');
  }

  /** Writes the state of a stage, with resources by address. */
  public writeState(stage: string, resources: Readonly<Record<string, object>>): void {
    const written = Object.entries(resources).map(([address, attributes]) => {
      const [name = '', type = '', data] = address.split('.').reverse();
      const mode = data === undefined ? 'managed' : 'data';
      const provider = 'provider["registry.terraform.io/hashicorp/azurerm"]';
      return { mode, type, name, provider, instances: [{ schema_version: 0, attributes }] };
    });
    const state = {
      version: 4,
      terraform_version: '1.11.0',
      serial: 1,
      lineage: sha256(stage).slice(0, 36),
      outputs: {},
      resources: written,
    };
    this.project.write(path.join('.azstage/state/shop/shop/dev', `${stage}.tfstate`), JSON.stringify(state));
  }
}
