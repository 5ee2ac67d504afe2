package io.tramontane.jobs.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;

/**
 * A file system that runs in a process of its own.
 *
 * @param root the URL that everything is below
 * @param properties what Spark needs to know to reach it
 */
record Storage(ServerProcess process, String root, Map<String, String> properties)
    implements AutoCloseable {
  private static final String HADOOP = "spark.hadoop.";
  private static final String BUCKET = "lake";

  /** Where continuous integration puts the S3 server. */
  private static final Path S3_SERVER = Path.of("target/s3rver/node_modules/s3rver/bin/s3rver.js");

  /** HDFS, of one namenode and one datanode. */
  static Storage hdfs(Path folder) throws IOException, InterruptedException {
    ServerProcess process =
        ServerProcess.start(
            Files.createDirectories(folder).resolve("hdfs.log"),
            Map.of(),
            ServerProcess.java(
                List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
                HdfsProgram.class.getName(),
                List.of(folder.toString())));
    String url = process.await(Pattern.compile("HDFS is at (hdfs://\\S+)\n"));
    return new Storage(process, url, Map.of(HADOOP + "dfs.replication", "1"));
  }

  /** Whether there is an S3 server to start. */
  static boolean hasS3() {
    return Files.exists(S3_SERVER);
  }

  /** An object store that speaks S3. */
  static Storage s3(Path folder) throws IOException, InterruptedException {
    ServerProcess process =
        ServerProcess.start(
            Files.createDirectories(folder).resolve("s3.log"),
            Map.of(),
            List.of(
                "node",
                // Its continuation tokens are encrypted with a cipher that OpenSSL 3 has put aside.
                "--openssl-legacy-provider",
                S3_SERVER.toString(),
                "--directory",
                folder.resolve("data").toString(),
                "--address",
                "127.0.0.1",
                "--port",
                "0",
                "--configure-bucket",
                BUCKET));
    String address = process.await(Pattern.compile("listening on (\\S+)\n"));
    Map<String, String> properties = new HashMap<>();
    Map.of(
            "endpoint", "http://" + address,
            "endpoint.region", "us-east-1",
            "path.style.access", "true",
            // The server takes the chunks of signed requests for content, so they are not signed.
            "aws.credentials.provider", "org.apache.hadoop.fs.s3a.AnonymousAWSCredentialsProvider",
            // It is on this machine: a failure will not pass.
            "attempts.maximum", "1",
            "retry.limit", "1")
        .forEach((key, value) -> properties.put(HADOOP + "fs.s3a." + key, value));
    return new Storage(process, "s3a://" + BUCKET, properties);
  }

  /** Copies a file there, and gives its URL. */
  String upload(Path file) throws IOException {
    org.apache.hadoop.fs.Path target = path(file.getFileName().toString());
    files().copyFromLocalFile(new org.apache.hadoop.fs.Path(file.toUri()), target);
    return target.toString();
  }

  /** Copies the part files of a folder there into a local one. */
  Path download(String url, Path folder) throws IOException {
    Files.createDirectories(folder);
    for (FileStatus file : files().listStatus(new org.apache.hadoop.fs.Path(url))) {
      if (file.getPath().getName().endsWith(".parquet")) {
        files().copyToLocalFile(file.getPath(), new org.apache.hadoop.fs.Path(folder.toUri()));
      }
    }
    return folder;
  }

  /** What lies in a folder there, by name; nothing if it does not exist. */
  List<String> names(String url) throws IOException {
    org.apache.hadoop.fs.Path folder = new org.apache.hadoop.fs.Path(url);
    return files().exists(folder)
        ? Stream.of(files().listStatus(folder)).map(file -> file.getPath().getName()).toList()
        : List.of();
  }

  /** The URL of a name there. */
  String url(String name) {
    return path(name).toString();
  }

  private org.apache.hadoop.fs.Path path(String name) {
    return new org.apache.hadoop.fs.Path(root, "/" + name);
  }

  private FileSystem files() throws IOException {
    Configuration configuration = new Configuration();
    properties.forEach((key, value) -> configuration.set(key.substring(HADOOP.length()), value));
    return new org.apache.hadoop.fs.Path(root + "/").getFileSystem(configuration);
  }

  /** Ends its process. */
  @Override
  public void close() {
    process.close();
  }
}
