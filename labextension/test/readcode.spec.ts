import { ddlOf } from '../src/catalog/ddl';
import { canShareCell, placeCode } from '../src/catalog/placecode';
import { readCode, sqlName } from '../src/catalog/readcode';

const orders = { database: 'sales', table: 'orders' };

describe('readCode', () => {
  it('reads a table as a DynamicFrame', () => {
    expect(readCode(orders, 'dynamicframe')).toBe(
      [
        'dyf = glueContext.create_dynamic_frame.from_catalog(',
        '    database="sales",',
        '    table_name="orders",',
        ')',
        'dyf.toDF()'
      ].join('\n')
    );
  });

  it('reads one column as a DataFrame', () => {
    expect(readCode({ ...orders, column: 'id' }, 'dataframe')).toBe(
      'df = spark.table("sales.orders").select("id")\ndf'
    );
  });

  it('starts SQL with the cell magic', () => {
    expect(readCode(orders, 'sql')).toBe(
      '%%sql\nSELECT *\nFROM sales.orders\nLIMIT 10'
    );
  });

  it('quotes names that SQL would misread', () => {
    const path = { database: 'my-lake', table: '2025`s' };

    expect(sqlName(path)).toBe('`my-lake`.`2025``s`');
    expect(readCode(path, 'dataframe')).toContain(
      'spark.table("`my-lake`.`2025``s`")'
    );
  });

  it('names a nested field by its path', () => {
    expect(
      sqlName({ ...orders, column: 'address', field: ['geo', 'lat'] })
    ).toBe('address.geo.lat');
  });
});

describe('ddlOf', () => {
  it('includes everything that defines an external table', () => {
    const ddl = ddlOf({
      Name: 'orders',
      DatabaseName: 'sales',
      TableType: 'EXTERNAL_TABLE',
      Description: "the shop's orders",
      PartitionKeys: [{ Name: 'year', Type: 'int' }],
      Parameters: { classification: 'csv' },
      StorageDescriptor: {
        Columns: [{ Name: 'id', Type: 'bigint', Comment: 'key' }],
        Location: 's3://lake/orders/',
        InputFormat: 'In',
        OutputFormat: 'Out',
        SerdeInfo: {
          SerializationLibrary: 'Serde',
          Parameters: { 'field.delim': ',' }
        }
      }
    });

    expect(ddl).toBe(
      [
        'CREATE EXTERNAL TABLE `sales`.`orders` (',
        "  `id` bigint COMMENT 'key'",
        ')',
        "COMMENT 'the shop\\'s orders'",
        'PARTITIONED BY (',
        '  `year` int',
        ')',
        "ROW FORMAT SERDE 'Serde'",
        'WITH SERDEPROPERTIES (',
        "  'field.delim' = ','",
        ')',
        "STORED AS INPUTFORMAT 'In'",
        "  OUTPUTFORMAT 'Out'",
        "LOCATION 's3://lake/orders/'",
        'TBLPROPERTIES (',
        "  'classification' = 'csv'",
        ')'
      ].join('\n')
    );
  });

  it("decodes Athena's encoded views", () => {
    const view = btoa(JSON.stringify({ originalSql: 'SELECT 1 x' }));

    const ddl = ddlOf({
      Name: 'v',
      DatabaseName: 'd',
      TableType: 'VIRTUAL_VIEW',
      ViewOriginalText: `/* Presto View: ${view} */`
    });

    expect(ddl).toBe('CREATE VIEW `d`.`v` AS\nSELECT 1 x');
  });
});

describe('placeCode', () => {
  it('fills an empty cell', () => {
    expect(placeCode('  ', 1, 'x = 1')).toEqual({ source: 'x = 1', offset: 5 });
  });

  it('never splits a line or a statement', () => {
    expect(placeCode('ab', 1, 'x').source).toBe('ab\nx');
    expect(placeCode('f(\n  1,\n  2\n)\n', 5, 'x')).toEqual({
      source: 'f(\n  1,\n  2\n)\nx',
      offset: 15
    });
  });

  it('uses a blank line at the caret', () => {
    expect(placeCode('a\n  \nb', 3, 'x')).toEqual({
      source: 'a\nx\nb',
      offset: 3
    });
  });

  it('adds no line break where there already is one', () => {
    expect(placeCode('a\n', 2, 'x')).toEqual({ source: 'a\nx', offset: 3 });
  });

  it('never shares a cell with a cell magic', () => {
    expect(canShareCell('%%sql\nSELECT 1', 'x = 1')).toBe(false);
    expect(canShareCell('x = 1', '%%sql\nSELECT 1')).toBe(false);
    expect(canShareCell('', '%%sql\nSELECT 1')).toBe(true);
  });
});
