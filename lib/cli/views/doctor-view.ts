import { type DoctorResult } from '../../toolkit/io/results';
import { oneLine } from '../../toolkit/io/printable';
import { type Style } from '../style';

/** Formats the checks of `doctor` for the terminal: one line each, with the fix of a problem or a warning. */
export function formatDoctor({ checks }: DoctorResult, style: Style): string {
  const width = Math.max(...checks.map((check) => check.name.length));
  const margin = `\n         ${' '.repeat(width)}  `;
  return checks
    .map(({ name, status, detail, fix }) => {
      const text = fix === undefined ? detail : `${detail}\nFix: ${fix}`;
      return `${colored(status, style)}  ${oneLine(name).padEnd(width)}  ${text.replaceAll('\n', margin)}`;
    })
    .join('\n');
}

function colored(status: DoctorResult['checks'][number]['status'], style: Style): string {
  const word = status.padEnd(7);
  switch (status) {
    case 'ok':
      return style.good(word);
    case 'warning':
      return style.warn(word);
    case 'problem':
      return style.bad(word);
    case 'skipped':
      return style.dim(word);
  }
}
