package io.tramontane.jobs.cluster;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;

/** A namenode and a datanode, until standard input ends. */
final class HdfsProgram {
  private HdfsProgram() {}

  /**
   * Runs it.
   *
   * @param arguments the folder of its data
   */
  public static void main(String[] arguments) throws IOException {
    Configuration configuration = new Configuration();
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, arguments[0]);
    try (MiniDFSCluster cluster =
        new MiniDFSCluster.Builder(configuration).numDataNodes(1).build()) {
      cluster.waitActive();
      System.out.println("HDFS is at " + cluster.getURI());
      if (System.in.read() >= 0) {
        System.out.println("Leaving.");
      }
    }
  }
}
