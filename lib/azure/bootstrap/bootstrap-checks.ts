import { type AppMetadata } from '../../manifest/app-metadata';
import { type Assembly } from '../../toolkit/assembly/assembly';
import { backendOf } from '../../toolkit/assembly/backend-place';
import { type EnvironmentBackend } from '../../toolkit/assembly/environment-backend';
import { ToolkitError } from '../../toolkit/toolkit-error';
import { type SignedInPrincipal } from './signed-in';

/**
 * Metadata of an app that reads the file of its environment.
 *
 * @throws ToolkitError for any other app
 */
export function metadataOf({ metadata }: Assembly): AppMetadata {
  if (metadata === undefined) {
    throw new ToolkitError(
      'REFUSED',
      'The app was not made with azstage: it reads no environments/, into which the backend is written.',
      'Make it with StagedApp, or make the storage account yourself.',
    );
  }
  return metadata;
}

/** @throws ToolkitError where a backend is set elsewhere, which would win over that of the file or be a surprise beside it */
export function refuseBackendOfApp({ stages }: Assembly, file: EnvironmentBackend): void {
  const other = stages.map(backendOf).find(({ backend }) => backend !== 'local');
  if (file.azurerm === undefined && other !== undefined) {
    throw new ToolkitError(
      'REFUSED',
      `The stages have the backend ${other.backend} already, which is not from ${file.file}.`,
      `Remove it from the app and from the context of cdktf.json, or move it to ${file.file}.`,
    );
  }
}

/**
 * Principal that gets access to the states: the one that is named, otherwise who is signed in.
 *
 * @throws ToolkitError where nobody is known
 */
export function principalOf(
  objectId: string | undefined,
  signedInAs: SignedInPrincipal | undefined,
): Pick<SignedInPrincipal, 'objectId' | 'name'> & Partial<SignedInPrincipal> {
  if (objectId === undefined) {
    if (signedInAs === undefined) {
      throw new ToolkitError(
        'USAGE',
        'The token of Azure does not say who is signed in.',
        'Name the object id of who reads and writes the states with --principal.',
      );
    }
    return signedInAs;
  }
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(objectId)) {
    throw new ToolkitError(
      'USAGE',
      `--principal: "${objectId}" is not an object id.`,
      'Allowed: the id in Microsoft Entra, as az ad user show --id NAME --query id prints it.',
    );
  }
  return { objectId, name: `principal ${objectId}` };
}
