package io.tramontane.udf.model;

import io.tramontane.gguf.SplitName;
import io.tramontane.udf.http.HttpAccess;
import io.tramontane.udf.http.HttpLocation;
import io.tramontane.udf.http.HttpPatience;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Models of web servers.
 *
 * @param tokenEnv the environment variable that holds a token for them; null for none
 * @param environment of this process
 * @param patience with the servers
 */
record HttpStore(@Nullable String tokenEnv, Map<String, String> environment, HttpPatience patience)
    implements ModelStore {
  @Override
  public RemoteModel find(String url) throws IOException {
    HttpAccess access = HttpAccess.to(url, tokenEnv, environment, patience);
    List<RemotePart> parts = new ArrayList<>();
    for (HttpLocation location : locations(HttpLocation.of(url))) {
      parts.add(new HttpPart(access.find(location), access));
    }
    return new RemoteModel(url, parts);
  }

  private static List<HttpLocation> locations(HttpLocation first) {
    return SplitName.of(Path.of(first.fileName()))
        .map(split -> split.files().stream().map(file -> first.sibling(file.toString())).toList())
        .orElse(List.of(first));
  }
}
