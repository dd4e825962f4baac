// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.samples.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ebpf4j.testkit.KernelTest;
import org.ebpf4j.testkit.Need;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard, the alerts and the queries of the catalog, as Prometheus's tool and server understand them. */
@KernelTest(needs = {Need.BPF, Need.BTF, Need.TRACING, Need.PROMETHEUS})
class DashboardTest {
    private static final Path HOME = Path.of("..", "..", "ebpf-micrometer");
    private static final Path ALERTS = HOME.resolve("dashboards").resolve("alerts.yml");
    private static final Path DASHBOARD = HOME.resolve("dashboards").resolve("catalog.json");
    private static final Pattern SECTION = Pattern.compile("(?ms)^## `(\\w+)`\n(.*?)(?=^## |\\z)");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (?:PromQL|alert) \\| (.*) \\|$");
    private static final Pattern QUERY = Pattern.compile("`([^`]*\\([^`]*)`");
    private static final Pattern METER = Pattern.compile("`(ebpf(?:\\.[a-z]+)+)");
    private static final Pattern METRIC = Pattern.compile("\\bebpf(?:_[a-z]+)+");

    private static String catalog() throws IOException {
        return Files.readString(HOME.resolve("CATALOG.md"));
    }

    /** What the catalog's rows ask; in its tables a bar is escaped. */
    private static List<String> catalogQueries() throws IOException {
        List<String> queries = new ArrayList<>();
        Matcher rows = ROW.matcher(catalog());
        while (rows.find()) {
            QUERY.matcher(rows.group(1))
                    .results()
                    .forEach(query -> queries.add(query.group(1).replace("\\|", "|")));
        }
        return queries;
    }

    /** What the dashboard's panels ask, with its variables as Grafana would fill them in. */
    private static List<String> dashboardQueries() throws IOException {
        List<String> queries = new ArrayList<>();
        for (Object panel : (List<?>) Json.member(Json.parse(Files.readString(DASHBOARD)), "panels")) {
            if (Json.member(panel, "type").equals("row")) {
                continue;
            }
            for (Object target : (List<?>) Json.member(panel, "targets")) {
                queries.add(((String) Json.member(target, "expr"))
                        .replace("$__rate_interval", "1m")
                        .replace("$instance", ".*"));
            }
        }
        return queries;
    }

    private static List<?> rules(PrometheusServer server) throws IOException {
        return (List<?>) Json.member(((List<?>) Json.member(server.get("rules"), "groups")).get(0), "rules");
    }

    @Test
    void theAlertsAreRules() throws Exception {
        assertTrue(Commands.run("promtool", "check", "rules", ALERTS.toString()).contains("SUCCESS"));
    }

    @Test
    void theAlertsSayWhatTheyShouldOfSeriesThatAreMadeUp(@TempDir Path directory) throws Exception {
        Path tests = directory.resolve("alerts-test.yml");
        try (InputStream in = DashboardTest.class.getResourceAsStream("alerts-test.yml")) {
            Files.copy(in, tests);
        }
        Files.copy(ALERTS, directory.resolve("alerts.yml"));
        assertTrue(Commands.run("promtool", "test", "rules", tests.toString()).contains("SUCCESS"));
    }

    @Test
    void everyMetricOfTheCatalogIsOnTheDashboard() throws IOException {
        String queries = String.join("\n", dashboardQueries());
        List<String> absent = SECTION.matcher(catalog())
                .results()
                .filter(section -> METER.matcher(section.group(2))
                        .results()
                        .noneMatch(meter -> queries.contains(meter.group(1).replace('.', '_') + "_")))
                .map(section -> section.group(1))
                .toList();
        assertEquals(List.of(), absent);
    }

    @Test
    void everyQueryIsUnderstoodAndAsksForWhatThereIs(@TempDir Path directory) throws Exception {
        List<String> queries = new ArrayList<>(catalogQueries());
        queries.addAll(dashboardQueries());
        Set<String> known = new TreeSet<>();
        for (Path page : List.of(HOME.resolve("CATALOG.md"), HOME.resolve("..").resolve("README.md"))) {
            METER.matcher(Files.readString(page))
                    .results()
                    .forEach(meter -> known.add(meter.group(1).replace('.', '_')));
        }
        try (ServiceProcess service = new ServiceProcess(0, "--metrics", "all");
                PrometheusServer server = new PrometheusServer(directory, service.port(), ALERTS)) {
            for (Object rule : rules(server)) {
                queries.add((String) Json.member(rule, "query"));
            }
            assertTrue(queries.size() > 60, queries.size() + " queries");
            for (String query : queries) {
                server.values(query, "instance", PrometheusServer.now());
                List<String> names =
                        METRIC.matcher(query).results().map(MatchResult::group).toList();
                assertFalse(names.isEmpty(), query);
                for (String name : names) {
                    String family = name.replaceFirst("_(total|bucket|sum|count)$", "");
                    assertTrue(
                            known.contains(family) || known.contains(family.replaceFirst("_(seconds|bytes)$", "")),
                            name + " is no metric of ours, in " + query);
                }
            }
        }
    }

    @Test
    void theServerEvaluatesEveryAlertOnWhatTheServiceServes(@TempDir Path directory) throws Exception {
        try (ServiceProcess service = new ServiceProcess(0, "--metrics", "all");
                PrometheusServer server = new PrometheusServer(directory, service.port(), ALERTS)) {
            Commands.await(
                    "programs are scraped",
                    () -> !server.values("ebpf_up", "program", PrometheusServer.now())
                            .isEmpty());
            Map<String, Double> up = server.values("ebpf_up", "program", PrometheusServer.now());
            Set<String> absent = new TreeSet<>();
            up.forEach((program, value) -> {
                if (value == 0) {
                    absent.add(program);
                }
            });
            Commands.await("each rule was evaluated since", () -> evaluated(server, absent));
            Map<String, Object> health = new TreeMap<>();
            for (Object rule : rules(server)) {
                health.put((String) Json.member(rule, "name"), Json.member(rule, "health"));
            }
            assertEquals(Set.of("ok"), Set.copyOf(health.values()), health.toString());
        }
    }

    /** Whether all rules have been evaluated, and those programs are alerted of that are absent. */
    private static boolean evaluated(PrometheusServer server, Set<String> absent) throws IOException {
        Set<String> alerted = new TreeSet<>();
        for (Object rule : rules(server)) {
            if (Json.member(rule, "health").equals("unknown")) {
                return false;
            }
            if (Json.member(rule, "name").equals("EbpfMetricAbsent")) {
                for (Object alert : (List<?>) Json.member(rule, "alerts")) {
                    alerted.add((String) Json.member(Json.member(alert, "labels"), "program"));
                }
            }
        }
        return alerted.equals(absent);
    }
}
