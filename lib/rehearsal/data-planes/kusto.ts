import { ArmError } from '../arm/arm-error';

/** Value of a cell. */
export type Cell = string | number;

/** Row of a table by the names of its columns. */
export type Row = Readonly<Record<string, Cell>>;

/** Table of a workspace: its columns, and its rows. */
export interface KustoTable {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

const TOKEN = /\s+|"(?:[^"\\\n]|\\.)*"|[A-Za-z_]\w*|\d+|==|=~|[(),|=>[\]:]/y;

type Expression = (row: Row, columns: readonly string[]) => Cell;
type Step = (table: KustoTable) => KustoTable;

/**
 * Result of a query in the part of the Kusto Query Language that azstage asks in: a fuzzy union of tables, each with `where` and `project`, then `top`
 * and `extend`. Everything else is refused, as is text that is none: https://learn.microsoft.com/kusto/query/
 *
 * @throws ArmError
 */
export function queried(query: string, tables: ReadonlyMap<string, KustoTable>): KustoTable {
  return new Parser(tokensOf(query), tables).query();
}

function tokensOf(query: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < query.length) {
    const at = TOKEN.lastIndex;
    const [token] = TOKEN.exec(query) ?? [];
    if (token === undefined) {
      throw syntaxError(query.slice(at, at + 10));
    }
    if (token.trim() !== '') {
      tokens.push(token);
    }
  }
  return tokens;
}

function syntaxError(at: string): ArmError {
  return new ArmError(400, 'BadArgumentError', `The request had some invalid properties: SYN0002 at '${at}'.`);
}

/** A name that nothing has: within a fuzzy union, the table that needs it is left out. */
class Unresolved extends Error {}

class Parser {
  constructor(
    private readonly tokens: string[],
    private readonly tables: ReadonlyMap<string, KustoTable>,
  ) {}

  public query(): KustoTable {
    ['union', 'isfuzzy', '=', 'true'].forEach((token) => this.take(token));
    const legs: KustoTable[] = [];
    do {
      legs.push(...this.leg());
    } while (this.takes(','));
    const columns = [...new Set(legs.flatMap((leg) => leg.columns))];
    const rows = legs.flatMap((leg) => leg.rows.map((row) => completed(row, columns)));
    const result = this.steps().reduce<KustoTable>((table, step) => step(table), { columns, rows });
    if (this.tokens.length > 0) {
      throw syntaxError(this.tokens[0] ?? '');
    }
    return result;
  }

  private leg(): KustoTable[] {
    this.take('(');
    const source = this.source();
    const steps = this.steps();
    this.take(')');
    try {
      return source === undefined ? [] : [steps.reduce((table, step) => step(table), source)];
    } catch (error) {
      if (error instanceof Unresolved) {
        return [];
      }
      throw error;
    }
  }

  private source(): KustoTable | undefined {
    const name = this.next();
    if (name !== 'datatable') {
      return this.tables.get(name);
    }
    const columns: string[] = [];
    this.take('(');
    do {
      columns.push(this.next());
      this.take(':');
      this.next();
    } while (this.takes(','));
    [')', '[', ']'].forEach((token) => this.take(token));
    return { columns, rows: [] };
  }

  private steps(): Step[] {
    const steps: Step[] = [];
    while (this.takes('|')) {
      steps.push(this.step(this.next()));
    }
    return steps;
  }

  private step(name: string): Step {
    switch (name) {
      case 'where':
        return this.where();
      case 'project':
      case 'extend': {
        const assigned = this.assignments();
        const kept = (columns: readonly string[]) => (name === 'extend' ? columns : []);
        return ({ columns, rows }) => ({
          columns: [...new Set([...kept(columns), ...assigned.map(([column]) => column)])],
          rows: rows.map((row) => ({
            ...(name === 'extend' ? row : {}),
            ...Object.fromEntries(assigned.map(([column, value]) => [column, value(row, columns)])),
          })),
        });
      }
      case 'top': {
        const count = Number(this.next());
        this.take('by');
        const by = this.next();
        this.take('desc');
        return ({ columns, rows }) => ({
          columns,
          rows: [...rows].sort((a, b) => String(b[by]).localeCompare(String(a[by]))).slice(0, count),
        });
      }
      default:
        throw syntaxError(name);
    }
  }

  private where(): Step {
    const conditions: ((row: Row, columns: readonly string[]) => boolean)[] = [];
    do {
      const left = this.expression();
      const operator = this.next();
      const right = this.expression();
      conditions.push((row, columns) => compared(String(left(row, columns)), operator, String(right(row, columns))));
    } while (this.takes('and'));
    return ({ columns, rows }) => ({
      columns,
      rows: rows.filter((row) => conditions.every((holds) => holds(row, columns))),
    });
  }

  private assignments(): [string, Expression][] {
    const assigned: [string, Expression][] = [];
    do {
      const column = this.next();
      this.take('=');
      assigned.push([column, this.expression()]);
    } while (this.takes(','));
    return assigned;
  }

  private expression(): Expression {
    const token = this.next();
    if (token.startsWith('"')) {
      const text = unquoted(token);
      return () => text;
    }
    if (!this.takes('(')) {
      return (row, columns) => {
        if (!columns.includes(token)) {
          throw new Unresolved(token);
        }
        return row[token] ?? '';
      };
    }
    const args: Expression[] = [];
    while (!this.takes(')')) {
      args.push(this.expression());
      this.takes(',');
    }
    const [first = () => '', second = () => ''] = args;
    switch (token) {
      case 'column_ifexists':
        return (row, columns) => row[String(first(row, columns))] ?? second(row, columns);
      case 'tostring':
      case 'todatetime':
        return first;
      case 'ingestion_time':
        return (row) => row['$ingested'] ?? '';
      default:
        throw syntaxError(token);
    }
  }

  private next(): string {
    const token = this.tokens.shift();
    if (token === undefined) {
      throw syntaxError('the end');
    }
    return token;
  }

  private take(expected: string): void {
    const token = this.next();
    if (token !== expected) {
      throw syntaxError(token);
    }
  }

  private takes(expected: string): boolean {
    if (this.tokens[0] !== expected) {
      return false;
    }
    this.tokens.shift();
    return true;
  }
}

/** Text of a literal: https://learn.microsoft.com/kusto/query/scalar-data-types/string#string-literals */
function unquoted(token: string): string {
  return token
    .slice(1, -1)
    .replace(/\\(?:u([0-9a-f]{4})|(.))/gi, (_, code: string | undefined, character: string) =>
      code === undefined ? character : String.fromCharCode(parseInt(code, 16)),
    );
}

function compared(left: string, operator: string, right: string): boolean {
  switch (operator) {
    case '==':
      return left === right;
    case '=~':
      return left.toLowerCase() === right.toLowerCase();
    case '>':
      return left > right;
    default:
      throw syntaxError(operator);
  }
}

function completed(row: Row, columns: readonly string[]): Row {
  return Object.fromEntries(columns.map((column) => [column, row[column] ?? '']));
}
