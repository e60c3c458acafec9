import com.amazonaws.auth.AWSStaticCredentialsProvider;
import com.amazonaws.auth.BasicAWSCredentials;
import com.amazonaws.client.builder.AwsClientBuilder.EndpointConfiguration;
import com.amazonaws.services.cloudtrail.processinglibrary.AWSCloudTrailProcessingExecutor;
import com.amazonaws.services.cloudtrail.processinglibrary.configuration.ClientConfiguration;
import com.amazonaws.services.cloudtrail.processinglibrary.model.CloudTrailEvent;
import com.amazonaws.services.cloudtrail.processinglibrary.model.CloudTrailEventMetadata;
import com.amazonaws.services.cloudtrail.processinglibrary.model.LogDeliveryInfo;
import com.amazonaws.services.s3.AmazonS3ClientBuilder;
import com.amazonaws.services.sqs.AmazonSQSClientBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Processes queues with the AWS CloudTrail Processing Library. A question is a line: {"endpoint", "queueUrl", "threads",
 * "eventsPerEmit", "records"}; the processing stops after so many records. So is its answer: {"records": ["key id"], in the
 * order in which they were handed over, "errors": [text], "cpuMs", "wallMs"}.
 */
public final class ProcessingLibrary {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long PATIENCE_SECONDS = 60;

  public static void main(String[] arguments) throws Exception {
    PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = questions.readLine(); line != null; line = questions.readLine()) {
      answers.println("answer " + JSON.writeValueAsString(answer(JSON.readTree(line))));
    }
    System.exit(0);
  }

  private static ObjectNode answer(JsonNode question) throws Exception {
    ConcurrentLinkedQueue<String> records = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<String> errors = new ConcurrentLinkedQueue<>();
    CountDownLatch missing = new CountDownLatch(question.get("records").asInt());
    AWSCloudTrailProcessingExecutor executor = executorOf(question, records, errors, missing);
    long cpu = cpuNanos();
    long wall = System.nanoTime();
    executor.start();
    missing.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    ObjectNode answer = JSON.createObjectNode();
    answer.put("cpuMs", (cpuNanos() - cpu) / 1e6);
    answer.put("wallMs", (System.nanoTime() - wall) / 1e6);
    executor.stop();
    for (String record : records) answer.withArray("records").add(record);
    for (String error : errors) answer.withArray("errors").add(error);
    return answer;
  }

  private static AWSCloudTrailProcessingExecutor executorOf(
      JsonNode question, ConcurrentLinkedQueue<String> records, ConcurrentLinkedQueue<String> errors, CountDownLatch missing) {
    AWSStaticCredentialsProvider credentials =
        new AWSStaticCredentialsProvider(new BasicAWSCredentials("local", "local"));
    EndpointConfiguration endpoint = new EndpointConfiguration(question.get("endpoint").asText(), "us-east-1");
    ClientConfiguration configuration = new ClientConfiguration(question.get("queueUrl").asText(), credentials);
    configuration.setThreadCount(question.get("threads").asInt());
    configuration.setMaxEventsPerEmit(question.get("eventsPerEmit").asInt());
    configuration.setThreadTerminationDelaySeconds(1);
    return new AWSCloudTrailProcessingExecutor.Builder(events -> take(events, records, missing), configuration)
        .withSQSClient(AmazonSQSClientBuilder.standard().withCredentials(credentials).withEndpointConfiguration(endpoint).build())
        .withS3Client(AmazonS3ClientBuilder.standard().withCredentials(credentials).withEndpointConfiguration(endpoint)
            .withPathStyleAccessEnabled(true).build())
        .withExceptionHandler(exception -> errors.add(String.valueOf(exception.getMessage())))
        .build();
  }

  private static void take(List<CloudTrailEvent> events, ConcurrentLinkedQueue<String> records, CountDownLatch missing) {
    for (CloudTrailEvent event : events) {
      CloudTrailEventMetadata metadata = event.getEventMetadata();
      String key = ((LogDeliveryInfo) metadata).getLog().getS3ObjectKey();
      records.add(key + " " + event.getEventData().getEventId());
      missing.countDown();
    }
  }

  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
  }
}
