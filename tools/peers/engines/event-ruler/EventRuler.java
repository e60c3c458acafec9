import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import software.amazon.event.ruler.Machine;

/**
 * Answers which patterns match which events. A question is a line: {"patterns": [text], "events": [text]}, and
 * "together" where all patterns are rules of one machine, as on a bus. So is its answer: {"refused": {index: message},
 * "matches": [[index of a pattern]]}, a list for each event, or a message where the event could not be tried.
 */
public final class EventRuler {
  private static final ObjectMapper JSON = new ObjectMapper();

  public static void main(String[] arguments) throws Exception {
    PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = questions.readLine(); line != null; line = questions.readLine()) {
      answers.println("answer " + JSON.writeValueAsString(answer(JSON.readTree(line))));
    }
  }

  private static ObjectNode answer(JsonNode question) {
    ObjectNode answer = JSON.createObjectNode();
    ObjectNode refused = answer.putObject("refused");
    boolean isTogether = question.path("together").asBoolean(false);
    List<Machine> machines = new ArrayList<>();
    int index = 0;
    for (JsonNode pattern : question.get("patterns")) {
      String id = String.valueOf(index++);
      if (machines.isEmpty() || !isTogether) machines.add(new Machine());
      try {
        machines.get(machines.size() - 1).addRule(id, pattern.asText());
      } catch (Exception refusal) {
        refused.put(id, String.valueOf(refusal.getMessage()));
      }
    }
    ArrayNode matches = answer.putArray("matches");
    for (JsonNode event : question.get("events")) {
      try {
        ArrayNode matching = JSON.createArrayNode();
        for (Machine machine : machines) {
          for (String id : machine.rulesForJSONEvent(event.asText())) matching.add(Integer.parseInt(id));
        }
        matches.add(matching);
      } catch (Exception failure) {
        matches.add(String.valueOf(failure.getMessage()));
      }
    }
    return answer;
  }
}
