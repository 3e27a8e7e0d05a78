import { Button, copyIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { ITable, Properties } from '../api/shapes';
import { ddlOf } from '../catalog/ddl';
import { formatMoment } from '../format';
import { useTrans } from '../translation';
import type { IPageActions } from './actions';

/** The properties tab: details, properties, and the DDL statement of the table. */
export function PropertiesView(props: {
  table: ITable;
  actions: IPageActions;
}): React.JSX.Element {
  const { table, actions } = props;
  const trans = useTrans();
  const ddl = ddlOf(table);
  return (
    <div
      className="jp-GlueTable-scroll jp-mod-padded"
      tabIndex={0}
      role="group"
      aria-label={trans.__('Properties')}
    >
      <Pairs title={trans.__('Details')} pairs={Private.details(table)} />
      <Pairs
        title={trans.__('Table properties')}
        pairs={table.Parameters ?? {}}
      />
      <Pairs
        title={trans.__('SerDe properties')}
        pairs={table.StorageDescriptor?.SerdeInfo?.Parameters ?? {}}
      />
      <section>
        <h2>
          {trans.__('DDL')}
          <Button
            minimal
            small
            aria-label={trans.__('Copy DDL')}
            title={trans.__('Copy DDL')}
            onClick={() => actions.copy(ddl)}
          >
            <copyIcon.react tag="span" />
          </Button>
        </h2>
        <pre className="jp-GlueTable-ddl" tabIndex={0}>
          {ddl}
        </pre>
      </section>
    </div>
  );
}

function Pairs(props: {
  title: string;
  pairs: Properties;
}): React.JSX.Element | null {
  const entries = Object.entries(props.pairs);
  if (entries.length === 0) {
    return null;
  }
  return (
    <section>
      <h2>{props.title}</h2>
      <table className="jp-GlueGrid jp-mod-pairs">
        <tbody>
          {entries.map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

namespace Private {
  const time = (seconds: number | undefined) =>
    seconds === undefined ? undefined : formatMoment(seconds);

  /** Named as in the Glue API, so that you can look them up there. */
  export function details(table: ITable): Properties {
    const storage = table.StorageDescriptor;
    const facts: Record<string, string | number | boolean | undefined> = {
      TableType: table.TableType,
      Owner: table.Owner,
      CreatedBy: table.CreatedBy,
      CreateTime: time(table.CreateTime),
      UpdateTime: time(table.UpdateTime),
      VersionId: table.VersionId,
      Location: storage?.Location,
      InputFormat: storage?.InputFormat,
      OutputFormat: storage?.OutputFormat,
      SerializationLibrary: storage?.SerdeInfo?.SerializationLibrary,
      Compressed: storage?.Compressed,
      TargetTable:
        table.TargetTable &&
        `${table.TargetTable.DatabaseName}.${table.TargetTable.Name}`
    };
    return Object.fromEntries(
      Object.entries(facts).flatMap(([name, value]) =>
        value === undefined || value === ''
          ? []
          : [[name, String(value)] as const]
      )
    );
  }
}
