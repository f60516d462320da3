import { type PolicyResource } from './policy-resource';

/** Whether a diagnostic setting sends logs; some send metrics alone. */
export function sendsLogs(setting: PolicyResource): boolean {
  return setting.blocks('enabled_log').length > 0 || setting.isUnknown('enabled_log');
}
