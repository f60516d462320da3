/**
 * Text without escape codes of colours and without characters that XML 1.0 forbids (https://www.w3.org/TR/xml/#charsets) and Markdown cannot show:
 * control characters and halves of surrogate pairs.
 */
export function printable(text: string): string {
  return text
    .replace(/\u001b\[[\d;]*m/g, '')
    .replace(/\r\n?/g, '\n')
    .replace(/[^\t\n\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}');
}
