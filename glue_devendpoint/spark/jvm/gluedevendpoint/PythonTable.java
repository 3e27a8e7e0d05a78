package gluedevendpoint;

import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SQLContext;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.sources.BaseRelation;
import org.apache.spark.sql.sources.EqualTo;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.sources.GreaterThan;
import org.apache.spark.sql.sources.GreaterThanOrEqual;
import org.apache.spark.sql.sources.IsNotNull;
import org.apache.spark.sql.sources.IsNull;
import org.apache.spark.sql.sources.LessThan;
import org.apache.spark.sql.sources.LessThanOrEqual;
import org.apache.spark.sql.sources.PrunedFilteredScan;
import org.apache.spark.sql.sources.SchemaRelationProvider;
import org.apache.spark.sql.types.StructType;

/**
 * A catalog table that one of our Python data sources reads.
 *
 * <p>Spark passes the options of a catalog table to data sources of this older kind, but not to
 * those in Python.
 */
public class PythonTable implements SchemaRelationProvider {
  public BaseRelation createRelation(
      SQLContext context, scala.collection.immutable.Map parameters, StructType schema) {
    Dataset rows =
        context
            .sparkSession()
            .read()
            .format((String) parameters.apply("glue.source.format"))
            .schema(schema)
            .options(parameters)
            .load();
    return new Table(context, rows, schema);
  }

  private static class Table extends BaseRelation implements PrunedFilteredScan {
    private final SQLContext context;
    private final Dataset rows;
    private final StructType schema;

    Table(SQLContext context, Dataset rows, StructType schema) {
      this.context = context;
      this.rows = rows;
      this.schema = schema;
    }

    public SQLContext sqlContext() {
      return context;
    }

    public StructType schema() {
      return schema;
    }

    /** Filters only reduce the rows that are read; Spark applies them again. */
    public RDD buildScan(String[] names, Filter[] filters) {
      Dataset found = rows;
      for (int i = 0; i < filters.length; i++) {
        Column test = test(filters[i]);
        if (test != null) {
          found = found.filter(test);
        }
      }
      Column[] columns = new Column[names.length];
      for (int i = 0; i < names.length; i++) {
        columns[i] = column(names[i]);
      }
      return found.select(columns).rdd();
    }

    public String toString() {
      return "PythonTable";
    }
  }

  private static Column column(String name) {
    return functions.col("`" + name.replace("`", "``") + "`");
  }

  private static Column test(Filter filter) {
    if (filter instanceof EqualTo) {
      return column(((EqualTo) filter).attribute()).equalTo(((EqualTo) filter).value());
    }
    if (filter instanceof GreaterThan) {
      return column(((GreaterThan) filter).attribute()).gt(((GreaterThan) filter).value());
    }
    if (filter instanceof GreaterThanOrEqual) {
      return column(((GreaterThanOrEqual) filter).attribute())
          .geq(((GreaterThanOrEqual) filter).value());
    }
    if (filter instanceof LessThan) {
      return column(((LessThan) filter).attribute()).lt(((LessThan) filter).value());
    }
    if (filter instanceof LessThanOrEqual) {
      return column(((LessThanOrEqual) filter).attribute())
          .leq(((LessThanOrEqual) filter).value());
    }
    if (filter instanceof IsNull) {
      return column(((IsNull) filter).attribute()).isNull();
    }
    if (filter instanceof IsNotNull) {
      return column(((IsNotNull) filter).attribute()).isNotNull();
    }
    return null;
  }
}
