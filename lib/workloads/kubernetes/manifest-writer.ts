import { ApiObject, App, Chart } from 'cdk8s';
import { yamlText } from '../yaml-text';
import { ValidationError } from '../../errors';
import { type ManifestLayer, type Manifests } from '../cluster-options';
import { holdsTerraformToken, substitutionsIn } from '../substitution';

/** Kind of a custom resource. */
export interface CustomKind {
  readonly apiVersion: string;
  readonly kind: string;
}

/** Object that cdk8s has no type for. */
export function customObject(
  chart: Chart,
  kind: CustomKind,
  metadata: { readonly name: string; readonly namespace?: string; readonly [key: string]: unknown },
  spec: Readonly<Record<string, unknown>>,
): ApiObject {
  return new ApiObject(chart, `${kind.kind}-${metadata.namespace ?? ''}-${metadata.name}`, { ...kind, metadata, spec });
}

/**
 * Collects the charts of a folder, one for each file, and renders them with a `kustomization.yaml` for each layer.
 *
 * cdk8s is used for its typed objects and checks alone: keys are sorted here, as cdk8s leaves that to an environment variable.
 */
export class ManifestWriter {
  private readonly app = new App();
  private readonly charts = new Map<string, Chart>();

  /** Chart of a file, made once. */
  public file(path: string): Chart {
    const known = this.charts.get(path);
    const chart = known ?? new Chart(this.app, path.replaceAll('/', '-'));
    this.charts.set(path, chart);
    return chart;
  }

  /**
   * Texts of all files that have an object.
   *
   * @throws ValidationError when one of them has a value that only Terraform knows
   */
  public render(layers: readonly ManifestLayer[]): Manifests {
    const written = [...this.charts].map(([path, chart]) => [path, documentsOf(chart)] as const);
    const files = written.filter(([, text]) => text !== '').sort(([one], [other]) => (one < other ? -1 : 1));
    refuseTokens(files);
    const paths = files.map(([path]) => path);
    const folders = layers.map(({ path }) => path);
    const kustomizations = [...new Set(['', ...folders])].map((folder) => {
      const inside =
        folder === ''
          ? paths.filter((path) => !path.includes('/'))
          : paths.filter((path) => path.startsWith(`${folder}/`));
      const resources = inside.map((path) => path.slice(folder === '' ? 0 : folder.length + 1));
      return [
        `${folder === '' ? '' : `${folder}/`}kustomization.yaml`,
        kustomization(folder === '' ? [...folders, ...resources] : resources),
      ];
    });
    return {
      files: Object.fromEntries([...files, ...kustomizations]) as Record<string, string>,
      layers,
      substitutions: substitutionsIn(files.map(([, text]) => text)),
    };
  }
}

function documentsOf(chart: Chart): string {
  return (chart.toJson() as object[]).map(documentOf).join('---\n');
}

function documentOf(object: object): string {
  return yamlText(object, { sortMapEntries: true });
}

function kustomization(resources: readonly string[]): string {
  return documentOf({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources });
}

function refuseTokens(files: readonly (readonly [string, string])[]): void {
  const problems = files
    .filter(([, text]) => holdsTerraformToken(text))
    .map(([path]) => ({
      path: `manifest ${path}`,
      message: 'has a value that is known only after the apply',
      fix: 'Write substitution("name") in its place, and hand the value to the Flux configuration.',
    }));
  if (problems.length > 0) {
    throw new ValidationError(problems);
  }
}
