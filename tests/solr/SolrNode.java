import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.solr.embedded.JettyConfig;
import org.apache.solr.embedded.JettySolrRunner;
import org.apache.zookeeper.server.ZooKeeperServerMain;

/**
 * One process of a SolrCloud on the loopback address, which ends with the process that the tests run in: ZooKeeper
 * (`PID zoo.cfg`), or a node of Solr (`PID home port address-of-ZooKeeper`).
 */
public class SolrNode {
  private static final String CONFIGURATION =
      """
      <solr>
        <solrcloud>
          <str name="host">127.0.0.1</str>
          <int name="hostPort">%s</int>
          <str name="hostContext">solr</str>
          <str name="zkHost">%s</str>
          <int name="zkClientTimeout">4000</int>
        </solrcloud>
        <shardHandlerFactory name="shardHandlerFactory" class="HttpShardHandlerFactory">
          <int name="connTimeout">2000</int>
        </shardHandlerFactory>
      </solr>
      """;

  public static void main(String[] given) throws Exception {
    ProcessHandle tests = ProcessHandle.of(Long.parseLong(given[0])).orElseThrow();
    tests.onExit().thenRun(() -> Runtime.getRuntime().halt(0));
    if (given.length == 2) {
      ZooKeeperServerMain.main(new String[] {given[1]});
      return;
    }
    Path home = Path.of(given[1]);
    Files.createDirectories(home);
    Files.writeString(home.resolve("solr.xml"), CONFIGURATION.formatted(given[2], given[3]));
    System.setProperty("zkHost", given[3]);
    JettyConfig jetty =
        JettyConfig.builder().setPort(Integer.parseInt(given[2])).setContext("/solr").build();
    new JettySolrRunner(home.toString(), jetty).start();
    Thread.currentThread().join();
  }
}
