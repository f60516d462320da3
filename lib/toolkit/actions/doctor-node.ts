import { type DoctorCheck } from '../io/results';

/** The oldest Node.js that runs azstage: `engines` of package.json. */
const OLDEST = { major: 20, minor: 19 };

/** Last days of the releases of Node.js: https://github.com/nodejs/Release#release-schedule */
const ENDS: Readonly<Record<number, string>> = {
  20: '2026-04-30',
  21: '2024-06-01',
  22: '2027-04-30',
  23: '2025-06-01',
  24: '2028-04-30',
  25: '2026-06-01',
};

/** Result for the Node.js that runs azstage: too old, without security updates, or in order. */
export function checkNode(version: string, now: Date): Omit<DoctorCheck, 'name'> {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < OLDEST.major || (major === OLDEST.major && minor < OLDEST.minor)) {
    const fix = `Install Node.js ${OLDEST.major}.${OLDEST.minor} or newer.`;
    return { status: 'problem', detail: `${version} is too old`, fix };
  }
  const { [major]: end } = ENDS;
  return end !== undefined && now.toISOString().slice(0, 10) > end
    ? {
        status: 'warning',
        detail: `${version}: security updates of Node.js ${major} ended on ${end}`,
        fix: 'Install an LTS release: https://nodejs.org/about/previous-releases.',
      }
    : { status: 'ok', detail: version };
}
