import { badRequest } from './arm-error';
import { isObject, type JsonObject } from './json';

/**
 * Body of a request as a JSON object; empty where there is none.
 *
 * @throws ArmError when it is anything else
 */
export function parseBody(text: string): JsonObject {
  if (text.trim() === '') {
    return {};
  }
  try {
    const body: unknown = JSON.parse(text);
    if (isObject(body)) {
      return body;
    }
  } catch {
    // Refused below, as Azure does.
  }
  throw badRequest('InvalidRequestContent', 'The request content was invalid and could not be deserialized.');
}
