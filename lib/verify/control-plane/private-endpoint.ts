import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { ask, type ControlCheck, failed, idOf, missing, passed, told } from '../subject';

const CONNECTION = z.object({
  properties: z.object({
    privateLinkServiceConnectionState: z.object({ status: z.string(), description: z.string().nullish() }),
  }),
});

/** Private endpoint: https://learn.microsoft.com/rest/api/virtualnetwork/private-endpoints/get */
export const PRIVATE_ENDPOINT = new JsonFormat(
  'private endpoint',
  z.object({
    properties: z.object({
      privateLinkServiceConnections: z.array(CONNECTION).optional(),
      manualPrivateLinkServiceConnections: z.array(CONNECTION).optional(),
    }),
  }),
);

/** Checks that the connection of a private endpoint is approved: a pending or rejected one carries nothing. */
export const checkPrivateEndpoint: ControlCheck = async (subject, context) => {
  const found = await ask(idOf(subject), PRIVATE_ENDPOINT, context);
  if (found === undefined) {
    return missing(idOf(subject));
  }
  const { privateLinkServiceConnections: automatic = [], manualPrivateLinkServiceConnections: manual = [] } =
    found.properties;
  const states = [...automatic, ...manual].map(({ properties }) => properties.privateLinkServiceConnectionState);
  const open = states.find(({ status }) => status !== 'Approved');
  if (states.length === 0) {
    return failed('It has no connection.', 'Its service was deleted, or has removed it: azstage plan --refresh.');
  }
  if (open === undefined) {
    return passed('Its connection is approved.');
  }
  const why = open.description === undefined || open.description === null ? '' : `: ${told(open.description)}`;
  return failed(
    `Its connection is ${told(open.status)}${why}.`,
    open.status === 'Pending'
      ? 'Whoever owns the service approves it: az network private-endpoint-connection approve.'
      : 'A connection that was rejected or removed does not come back: delete the endpoint and deploy it again.',
  );
};
