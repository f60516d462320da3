import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { becomes, type Part, type PartContext, statusOf, unlessAbsent } from './part';
import { STORAGE_VERSION } from './storage-account';

/** Days for which deleted blobs and containers can be restored, at least. */
const DAYS = 30;

const retention = z.looseObject({
  enabled: z.boolean().nullish(),
  days: z.number().nullish(),
  allowPermanentDelete: z.boolean().nullish(),
});

/** Blob service of an account: https://learn.microsoft.com/rest/api/storagerp/blob-services/get-service-properties */
export const BLOB_SERVICE = new JsonFormat(
  'blob service',
  z.object({
    properties: z.looseObject({
      isVersioningEnabled: z.boolean().nullish(),
      deleteRetentionPolicy: retention.nullish(),
      containerDeleteRetentionPolicy: retention.nullish(),
      restorePolicy: z.looseObject({}).nullish(),
    }),
  }),
);

type Service = ReturnType<typeof BLOB_SERVICE.parse>['properties'];

/** Versions of blobs, and the retention of deleted blobs and containers: a state that was overwritten or deleted can be put back. */
export async function blobServicePart({ arm, place }: PartContext): Promise<Part> {
  const id = `${place.accountId}/blobServices/default`;
  const found = await unlessAbsent(arm.find(id, STORAGE_VERSION, BLOB_SERVICE));
  const properties = found?.properties ?? {};
  const changes =
    found === undefined ? [`versions, and ${DAYS} days of deleted blobs and containers`] : weaknesses(properties);
  return {
    kind: 'blob service',
    name: place.account,
    id,
    status: found === undefined ? 'missing' : statusOf(changes),
    changes,
    apply: async () => {
      // Azure makes the service with the account; what is not sent would be reset.
      const now = (await arm.find(id, STORAGE_VERSION, BLOB_SERVICE))?.properties ?? {};
      await arm.perform(id, STORAGE_VERSION, { method: 'PUT', body: { properties: completed(now) } });
    },
  };
}

function weaknesses(service: Service): string[] {
  const { isVersioningEnabled, deleteRetentionPolicy: blobs, containerDeleteRetentionPolicy: containers } = service;
  return [
    isVersioningEnabled === true ? undefined : becomes('versions of blobs', isVersioningEnabled ?? false, true),
    isKept(blobs) ? undefined : becomes('days of deleted blobs', daysOf(blobs), DAYS),
    isKept(containers) ? undefined : becomes('days of deleted containers', daysOf(containers), DAYS),
    blobs?.allowPermanentDelete === true ? becomes('permanent deletion of blobs', true, false) : undefined,
  ].filter((each) => each !== undefined);
}

function completed(service: Service): object {
  const { deleteRetentionPolicy: blobs, containerDeleteRetentionPolicy: containers, restorePolicy } = service;
  const { lastEnabledTime, minRestoreTime, ...restore } = restorePolicy ?? {};
  return {
    ...service,
    ...(restorePolicy === undefined || restorePolicy === null ? {} : { restorePolicy: restore }),
    isVersioningEnabled: true,
    deleteRetentionPolicy: { enabled: true, days: Math.max(DAYS, daysOf(blobs)), allowPermanentDelete: false },
    containerDeleteRetentionPolicy: { enabled: true, days: Math.max(DAYS, daysOf(containers)) },
  };
}

function isKept(policy: Service['deleteRetentionPolicy']): boolean {
  return daysOf(policy) >= DAYS;
}

function daysOf(policy: Service['deleteRetentionPolicy']): number {
  return policy?.enabled === true ? (policy.days ?? 0) : 0;
}
