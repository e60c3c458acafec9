import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.metastore.api.FieldSchema;
import org.apache.hadoop.hive.ql.parse.ASTNode;
import org.apache.hadoop.hive.ql.parse.BaseSemanticAnalyzer;
import org.apache.hadoop.hive.ql.parse.HiveParser;
import org.apache.hadoop.hive.ql.parse.ParseDriver;
import org.apache.hadoop.hive.serde.serdeConstants;
import org.apache.hadoop.hive.serde2.AbstractSerDe;
import org.apache.hadoop.hive.serde2.SerDeUtils;
import org.apache.hadoop.io.Text;

/**
 * Reads records as a table in Hive does. A question is a line: {"ddl": statement, "records": [JSON as text]}; so is its
 * answer: {"rows": [row]}, or {"error": message}. The statement is parsed by Hive, and the records are read by the SerDe
 * that it names, into the columns that it declares.
 */
public final class HiveTable {
  private static final ObjectMapper JSON = new ObjectMapper();

  public static void main(String[] arguments) throws Exception {
    PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.setOut(System.err);
    BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = questions.readLine(); line != null; line = questions.readLine()) {
      ObjectNode answer = JSON.createObjectNode();
      try {
        JsonNode question = JSON.readTree(line);
        answer.set("rows", rows(question.get("ddl").asText(), question.get("records")));
      } catch (Exception failure) {
        answer.put("error", String.valueOf(failure));
      }
      answers.println("answer " + JSON.writeValueAsString(answer));
    }
    System.exit(0);
  }

  private static ArrayNode rows(String ddl, JsonNode records) throws Exception {
    ASTNode table = (ASTNode) new ParseDriver().parse(ddl).getChild(0);
    AbstractSerDe serDe = serDeOf(table);
    ArrayNode rows = JSON.createArrayNode();
    for (JsonNode record : records) {
      Object row = serDe.deserialize(new Text(record.asText()));
      rows.add(JSON.readTree(SerDeUtils.getJSONString(row, serDe.getObjectInspector())));
    }
    return rows;
  }

  private static AbstractSerDe serDeOf(ASTNode table) throws Exception {
    List<FieldSchema> columns =
        BaseSemanticAnalyzer.getColumns(
            (ASTNode) table.getFirstChildWithType(HiveParser.TOK_TABCOLLIST), true, new Configuration());
    Properties properties = new Properties();
    properties.setProperty(serdeConstants.LIST_COLUMNS, joined(columns, FieldSchema::getName, ","));
    properties.setProperty(serdeConstants.LIST_COLUMN_TYPES, joined(columns, FieldSchema::getType, ":"));
    ASTNode serDeName =
        (ASTNode) table.getFirstChildWithType(HiveParser.TOK_TABLESERIALIZER).getChild(0).getChild(0);
    String name = BaseSemanticAnalyzer.unescapeSQLString(serDeName.getText());
    AbstractSerDe serDe = (AbstractSerDe) Class.forName(name).getDeclaredConstructor().newInstance();
    serDe.initialize(new Configuration(), properties);
    return serDe;
  }

  private static String joined(
      List<FieldSchema> columns, java.util.function.Function<FieldSchema, String> part, String separator) {
    return columns.stream().map(part).collect(Collectors.joining(separator));
  }
}
