import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.opensearch.analysis.common.CommonAnalysisPlugin;
import org.opensearch.common.settings.Settings;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.painless.PainlessPlugin;
import org.opensearch.plugins.Plugin;
import org.opensearch.transport.Netty4Plugin;

/**
 * One OpenSearch node for tests: {@code java -cp 'LIB/*' TestNode.java HOME NAME=VALUE...}
 *
 * <p>Standard input is its leash: once nobody holds the other end, the node ends at once, however its owner ended.
 */
public final class TestNode {
    private static final List<Class<? extends Plugin>> PLUGINS =
            List.of(Netty4Plugin.class, CommonAnalysisPlugin.class, PainlessPlugin.class);

    /** A node with the plugins of the class path, which the public constructor does not take. */
    private static final class Started extends Node {
        Started(Settings settings, Collection<Class<? extends Plugin>> plugins) {
            super(InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> "test"), plugins, false);
        }
    }

    public static void main(String[] args) throws Exception {
        new Thread(TestNode::endWithOwner).start();
        Settings.Builder settings = Settings.builder().put("path.home", Path.of(args[0]).toAbsolutePath().toString());
        for (String pair : Arrays.asList(args).subList(1, args.length)) {
            String[] parts = pair.split("=", 2);
            settings.put(parts[0], parts[1]);
        }
        new Started(settings.build(), PLUGINS).start();
    }

    private static void endWithOwner() {
        try {
            while (System.in.read() >= 0) {
                // nobody writes; the end is what is waited for
            }
        } catch (IOException ignored) {
            // the same as the end
        }
        Runtime.getRuntime().halt(0);
    }
}
