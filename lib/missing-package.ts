import { AzstageError } from './errors';

/** An entry of azstage, and what `npm install` takes for it. */
interface Entry {
  readonly name: string;
  readonly core: string;
  readonly packages: string;
}

const CDKTF: Entry = { name: 'azstage', core: 'cdktf', packages: 'cdktf@0.21 @cdktf/provider-azurerm@14' };
const CDKTN: Entry = {
  name: 'azstage/cdktn',
  core: 'cdktn',
  packages: 'cdktn@0.24 @cdktn/provider-azurerm@16 constructs@~10.7.0',
};

/** Error of an app that imports an entry without having installed the packages of its core. */
class MissingPackageError extends AzstageError {
  public readonly code = 'MISSING_PACKAGE';
}

/**
 * Error in place of one of Node.js for a package that an entry needs.
 *
 * @param error of `require.resolve`
 * @param resolve function that fails where a package is not installed
 * @returns an error that says what to do; the given one where no package is missing
 */
export function missingPackage(error: unknown, resolve: (name: string) => unknown): unknown {
  const [, name] =
    /^Cannot find module '((?:@cdkt[fn]\/)?[^/']+)/.exec(error instanceof Error ? error.message : '') ?? [];
  if (name === undefined) {
    return error;
  }
  const [own, other] = /^@?cdktn/.test(name) ? [CDKTN, CDKTF] : [CDKTF, CDKTN];
  return new MissingPackageError(
    `The app imports '${own.name}', which needs the package ${name}: it is not installed. ${fixOf(own, other, resolve)}`,
  );
}

function fixOf(own: Entry, other: Entry, resolve: (name: string) => unknown): string {
  const install = `npm install ${own.packages}`;
  if (isInstalled(own.core, resolve)) {
    return `Run ${install}.`;
  }
  return isInstalled(other.core, resolve)
    ? `Import from '${other.name}', as ${other.core} is installed, or run ${install}.`
    : `Run ${install}; or import from '${other.name}' and install ${other.core}.`;
}

function isInstalled(name: string, resolve: (name: string) => unknown): boolean {
  try {
    resolve(name);
    return true;
  } catch {
    return false;
  }
}
