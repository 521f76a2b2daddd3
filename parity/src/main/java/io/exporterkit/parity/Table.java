package io.exporterkit.parity;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;

/// The table of servers and flag sets, or a part of it.
///
/// @param original the program to compare with
/// @param server selects servers by name
/// @param flagSet selects flag sets by name
record Table(Path original, Predicate<String> server, Predicate<String> flagSet) {

  /// Returns the number of comparisons.
  int size() {
    int size = 0;
    for (Topology topology : Topology.ALL) {
      size += (int) topology.servers().stream().filter(server).count() * sets(topology).size();
    }
    return size;
  }

  private List<FlagSet> sets(Topology topology) {
    return topology.flagSets().stream().filter(set -> flagSet.test(set.name())).toList();
  }

  /// Starts the selected servers and compares, with as many deployments at the same time as there are processors.
  /// Returns the cells in the table's order.
  List<Cell> run(Map<String, String> environment, Differences differences, Progress progress)
      throws InterruptedException {
    List<Callable<List<Cell>>> tasks = new ArrayList<>();
    for (Topology topology : Topology.ALL) {
      if (topology.servers().stream().anyMatch(server)) {
        tasks.add(() -> compare(topology, environment, differences, progress));
      }
    }
    List<Cell> cells = new ArrayList<>();
    try (ExecutorService threads =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      for (Future<List<Cell>> future : threads.invokeAll(tasks)) {
        cells.addAll(future.get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
    return cells;
  }

  private List<Cell> compare(
      Topology topology,
      Map<String, String> environment,
      Differences differences,
      Progress progress)
      throws Pair.RefusedException {
    List<Cell> cells = new ArrayList<>();
    progress.starting(topology.servers().getFirst());
    try (Topology.Running running = topology.start()) {
      for (int i = 0; i < topology.servers().size(); i++) {
        String name = topology.servers().get(i);
        if (!server.test(name)) {
          continue;
        }
        for (FlagSet set : sets(topology)) {
          cells.add(
              Cell.of(original, name, running.addresses().get(i), set, environment, differences));
          progress.compared(name, set.name());
        }
        progress.finished(name);
      }
    }
    return cells;
  }
}
