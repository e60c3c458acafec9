import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.airlift.json.JsonCodec;
import io.airlift.json.JsonCodecFactory;
import io.airlift.json.ObjectMapperProvider;
import io.trino.Session;
import io.trino.execution.QueryIdGenerator;
import io.trino.metadata.QualifiedObjectName;
import io.trino.metadata.SessionPropertyManager;
import io.trino.metadata.ViewColumn;
import io.trino.metadata.ViewDefinition;
import io.trino.plugin.memory.MemoryPlugin;
import io.trino.spi.connector.CatalogSchemaName;
import io.trino.spi.connector.ConnectorViewDefinition;
import io.trino.spi.security.Identity;
import io.trino.spi.security.PrincipalType;
import io.trino.spi.security.TrinoPrincipal;
import io.trino.spi.type.TimeZoneKey;
import io.trino.testing.LocalQueryRunner;
import io.trino.testing.MaterializedResult;
import io.trino.testing.MaterializedRow;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Runs statements. A question is a line: {"statements": [sql]}; so is its answer: {"results": [[[cell]]]}, the rows of
 * each statement, or its message where it failed. A statement may be a view instead, {"view": base64, "name": name}, as Trino's
 * Hive connector keeps it in a metastore; its schema is made for it, if there is none. Trino prints what it likes; an answer begins with its own mark.
 */
public final class TrinoRunner {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** That of the Hive connector. */
  private static final JsonCodec<ConnectorViewDefinition> VIEWS =
      new JsonCodecFactory(new ObjectMapperProvider()).jsonCodec(ConnectorViewDefinition.class);

  public static void main(String[] arguments) throws Exception {
    PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.setOut(System.err);
    Session session =
        Session.builder(new SessionPropertyManager())
            .setQueryId(new QueryIdGenerator().createNextQueryId())
            .setIdentity(Identity.ofUser("trailwatch"))
            .setOriginalIdentity(Identity.ofUser("trailwatch"))
            .setSource("trailwatch")
            .setCatalog("memory")
            .setSchema("default")
            .setTimeZoneKey(TimeZoneKey.UTC_KEY)
            .setLocale(Locale.ENGLISH)
            .build();
    LocalQueryRunner trino = LocalQueryRunner.create(session);
    trino.installPlugin(new MemoryPlugin());
    trino.createCatalog("memory", "memory", Map.of("memory.max-data-per-node", "2GB"));
    trino.createCatalog("awsdatacatalog", "memory", Map.of());
    BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = questions.readLine(); line != null; line = questions.readLine()) {
      ObjectNode answer = JSON.createObjectNode();
      ArrayNode results = answer.putArray("results");
      for (JsonNode statement : JSON.readTree(line).get("statements")) {
        results.add(statement.isObject() ? createView(trino, session, statement) : run(trino, statement.asText()));
      }
      answers.println("answer " + JSON.writeValueAsString(answer));
    }
    System.exit(0);
  }

  private static JsonNode run(LocalQueryRunner trino, String statement) {
    try {
      MaterializedResult result = trino.execute(statement);
      ArrayNode rows = JSON.createArrayNode();
      for (MaterializedRow row : result) rows.add(cells(row.getFields()));
      return rows;
    } catch (Throwable failure) {
      return JSON.getNodeFactory().textNode(String.valueOf(failure.getMessage()));
    }
  }

  private static JsonNode createView(LocalQueryRunner trino, Session session, JsonNode view) {
    try {
      byte[] text = Base64.getDecoder().decode(view.get("view").asText());
      ConnectorViewDefinition read = VIEWS.fromJson(text);
      String catalog = read.getCatalog().orElseThrow();
      String schema = read.getSchema().orElseThrow();
      List<ViewColumn> columns =
          read.getColumns().stream()
              .map(column -> new ViewColumn(column.getName(), column.getType(), column.getComment()))
              .toList();
      ViewDefinition definition =
          new ViewDefinition(
              read.getOriginalSql(),
              Optional.of(catalog),
              Optional.of(schema),
              columns,
              read.getComment(),
              Optional.empty(),
              List.of());
      QualifiedObjectName name = new QualifiedObjectName(catalog, schema, view.get("name").asText());
      trino.inTransaction(
          session,
          inside -> {
            TrinoPrincipal owner = new TrinoPrincipal(PrincipalType.USER, "trailwatch");
            CatalogSchemaName place = new CatalogSchemaName(catalog, schema);
            if (!trino.getMetadata().schemaExists(inside, place)) {
              trino.getMetadata().createSchema(inside, place, Map.of(), owner);
            }
            trino.getMetadata().createView(inside, name, definition, false);
            return null;
          });
      return JSON.createArrayNode();
    } catch (Throwable failure) {
      return JSON.getNodeFactory().textNode(String.valueOf(failure.getMessage()));
    }
  }

  private static ArrayNode cells(List<Object> values) {
    ArrayNode cells = JSON.createArrayNode();
    for (Object value : values) {
      if (value == null) cells.addNull();
      else if (value instanceof Boolean truth) cells.add(truth);
      else if (value instanceof List<?> list) cells.add(cells(new java.util.ArrayList<>(list)));
      else cells.add(value.toString());
    }
    return cells;
  }
}
