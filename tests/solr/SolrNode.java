import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.solr.embedded.JettyConfig;
import org.apache.solr.embedded.JettySolrRunner;

/** One node of a SolrCloud on the loopback address: home folder, port, address of ZooKeeper. */
public class SolrNode {
  private static final String CONFIGURATION =
      """
      <solr>
        <solrcloud>
          <str name="host">127.0.0.1</str>
          <int name="hostPort">%s</int>
          <str name="hostContext">solr</str>
          <str name="zkHost">%s</str>
          <int name="zkClientTimeout">6000</int>
        </solrcloud>
        <shardHandlerFactory name="shardHandlerFactory" class="HttpShardHandlerFactory">
          <int name="connTimeout">2000</int>
        </shardHandlerFactory>
      </solr>
      """;

  public static void main(String[] given) throws Exception {
    Path home = Path.of(given[0]);
    Files.createDirectories(home);
    Files.writeString(home.resolve("solr.xml"), CONFIGURATION.formatted(given[1], given[2]));
    System.setProperty("zkHost", given[2]);
    int port = Integer.parseInt(given[1]);
    JettyConfig jetty =
        JettyConfig.builder().setPort(port).setContext("/solr").stopAtShutdown(true).build();
    new JettySolrRunner(home.toString(), jetty).start();
    System.out.println("ready");
    Thread.currentThread().join();
  }
}
