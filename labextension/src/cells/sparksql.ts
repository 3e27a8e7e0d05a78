// eslint-disable-next-line jupyter/prefer-lazy-imports -- this module itself is loaded lazily
import { SQLDialect } from '@codemirror/lang-sql';
import { Language } from '@codemirror/language';
import {
  type Input,
  Parser,
  type PartialParse,
  type TreeFragment
} from '@lezer/common';

/** As long as the magic's `%%`. */
const COMMENT = '--';

/** Spark SQL, as far as highlighting is concerned. */
const SparkSQL = SQLDialect.define({
  keywords:
    'add after all alter always analyze and anti any array as asc at between both bucket buckets by cache cascade case cast change check clear cluster clustered codegen collate collection column columns comment commit compact compute constraint cost create cross cube current data database databases day dbproperties default defined delete delimited desc describe directory distinct distribute drop else end escape escaped except exchange execute exists explain export extended external extract fetch fields filter first following for format formatted from full function functions generated global grant group grouping having hour if ignore immediate import in include index inner inpath input inputformat insert intersect interval into is items join keys last lateral lazy left like ilike limit lines list load local location lock logical macro match matched merge minus minute month msck namespace namespaces natural next no not nulls of offset on only optimize option options or order out outer outputformat over overlay overwrite partition partitioned partitions percent pivot position preceding primary properties purge qualify query range recordreader recordwriter recover reduce refresh rename repair replace reset respect restrict revoke right rlike role row rows schema schemas second select semi separated serde serdeproperties set sets show skewed some sort sorted start statistics stored stratify sync system table tables tablesample tblproperties temporary terminated then to touch trailing transform truncate unbounded uncache union unique unlock unpivot unset update use using values version view views when where window with within year',
  types:
    'bigint binary boolean byte char date dec decimal double float int integer long map numeric real short smallint string struct timestamp timestamp_ltz timestamp_ntz tinyint varchar variant void',
  backslashEscapes: true,
  doubleQuotedStrings: true,
  identifierQuotes: '`',
  operatorChars: '*+-%<>!=&|~^/:',
  caseInsensitiveIdentifiers: true
});

/** Presents the magic at the start of a cell as a comment, which SQL skips. */
class CellInput implements Input {
  constructor(private readonly _cell: Input) {}

  get length(): number {
    return this._cell.length;
  }

  get lineChunks(): boolean {
    return this._cell.lineChunks;
  }

  chunk(from: number): string {
    return this._withComment(from, this._cell.chunk(from));
  }

  read(from: number, to: number): string {
    return this._withComment(from, this._cell.read(from, to));
  }

  private _withComment(from: number, text: string): string {
    const mark = COMMENT.slice(from, from + text.length);
    return mark + text.slice(mark.length);
  }
}

class CellParser extends Parser {
  createParse(
    input: Input,
    fragments: readonly TreeFragment[],
    ranges: readonly { from: number; to: number }[]
  ): PartialParse {
    return SparkSQL.language.parser.startParse(
      new CellInput(input),
      fragments,
      ranges
    );
  }
}

/** The language of a cell that begins with `%%sql`. */
export const sqlCellLanguage = new Language(
  SparkSQL.language.data,
  new CellParser(),
  [],
  'sparksql'
);
