// SPDX-License-Identifier: Apache-2.0
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Reads what a guest gave, a directory with JUnit's XML reports and the launcher's exit status, and says what failed and what was skipped; the last line
 * has the counts. In place of the launcher's one report the directory then has one for each class, as Surefire writes them. Ends with 0 if the tests passed, 1 if one failed or was skipped for a need that is not among the second argument's (names between
 * spaces), 3 if the results contradict each other or are not complete.
 */
public class Report {
    private static final Pattern NEED = Pattern.compile("\\b([A-Z][A-Z0-9_]*) is needed: ");
    private static final int LINES_OF_A_FAILURE = 6;

    private final Set<String> lacking;
    private final List<String> failures = new ArrayList<>();
    private final Map<String, List<String>> skipped = new TreeMap<>();
    private final Map<String, List<Element>> classes = new TreeMap<>();
    private int passed;
    private int failed;
    private int unexpectedlySkipped;

    private Report(Set<String> lacking) {
        this.lacking = lacking;
    }

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        Report report = new Report(Set.of(arguments[1].isBlank() ? new String[0] : arguments[1].strip().split(" +")));
        int status;
        try {
            report.read(directory);
            status = report.status(Integer.parseInt(Files.readString(directory.resolve("status")).strip()));
        } catch (org.xml.sax.SAXException | java.io.IOException | IllegalArgumentException e) {
            System.out.println("the guest's results can't be read: " + e);
            status = 3;
        }
        report.print();
        System.exit(status);
    }

    private void read(Path directory) throws Exception {
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml"))
                    .sorted()
                    .toList();
        }
        DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        builder.setErrorHandler(null);
        for (Path file : files) {
            Element suite = builder.parse(file.toFile()).getDocumentElement();
            NodeList cases = suite.getElementsByTagName("testcase");
            int stated = Integer.parseInt(suite.getAttribute("tests"));
            if (stated != cases.getLength()) {
                throw new IllegalArgumentException(
                        file.getFileName() + " has " + cases.getLength() + " tests and states " + stated);
            }
            for (int i = 0; i < cases.getLength(); i++) {
                read((Element) cases.item(i));
            }
        }
        for (Map.Entry<String, List<Element>> suite : classes.entrySet()) {
            write(directory.resolve("TEST-" + suite.getKey() + ".xml"), suite.getKey(), suite.getValue(), builder.newDocument());
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }

    private static void write(Path file, String name, List<Element> tests, Document document) throws Exception {
        Element suite = document.createElement("testsuite");
        document.appendChild(suite);
        suite.setAttribute("name", name);
        suite.setAttribute("tests", Integer.toString(tests.size()));
        suite.setAttribute("time", Double.toString(tests.stream()
                .mapToDouble(test -> Double.parseDouble(test.getAttribute("time")))
                .sum()));
        tests.forEach(test -> suite.appendChild(document.importNode(test, true)));
        Map.of("failures", "failure", "errors", "error", "skipped", "skipped")
                .forEach((count, tag) -> suite.setAttribute(
                        count, Integer.toString(suite.getElementsByTagName(tag).getLength())));
        Transformer writer = TransformerFactory.newInstance().newTransformer();
        writer.transform(new DOMSource(document), new StreamResult(file.toFile()));
    }

    private void read(Element test) {
        classes.computeIfAbsent(test.getAttribute("classname"), unused -> new ArrayList<>()).add(test);
        String name = test.getAttribute("classname").replaceAll(".*\\.", "") + "." + test.getAttribute("name");
        Element problem = first(test, "failure", "error");
        Element skip = first(test, "skipped");
        if (problem != null) {
            failed++;
            failures.add("FAILED " + name + "\n" + indented(problem.getTextContent()));
        } else if (skip != null) {
            String reason = skip.getTextContent().strip().lines().findFirst().orElse("no reason is given");
            skipped.computeIfAbsent(reason, unused -> new ArrayList<>()).add(name);
            Matcher need = NEED.matcher(reason);
            if (need.find() && !lacking.contains(need.group(1))) {
                unexpectedlySkipped++;
                failures.add("NOT RUN " + name + ": " + reason + "; the script run does not say that this kernel lacks "
                        + need.group(1));
            }
        } else {
            passed++;
        }
    }

    private static Element first(Element parent, String... tags) {
        for (String tag : tags) {
            NodeList found = parent.getElementsByTagName(tag);
            if (found.getLength() > 0) {
                return (Element) found.item(0);
            }
        }
        return null;
    }

    private static String indented(String text) {
        return String.join(
                "\n",
                text.strip()
                        .lines()
                        .limit(LINES_OF_A_FAILURE)
                        .map(line -> "    " + line)
                        .toList());
    }

    private int status(int launcher) {
        if (passed + failed == 0) {
            System.out.println("no test ran");
            return 3;
        }
        // The launcher answers 1 for failed tests and 0 for none.
        if (launcher != (failed > 0 ? 1 : 0)) {
            System.out.println("the launcher ended with " + launcher + " though the reports have " + failed + " failures");
            return 3;
        }
        return failed + unexpectedlySkipped > 0 ? 1 : 0;
    }

    private void print() {
        skipped.forEach((reason, tests) -> {
            System.out.println("skipped (" + tests.size() + "): " + reason);
            tests.forEach(test -> System.out.println("    " + test));
        });
        failures.forEach(System.out::println);
        int skips = skipped.values().stream().mapToInt(List::size).sum();
        System.out.println("counts: " + (passed + failed) + " run, " + (failed + unexpectedlySkipped) + " failed, " + skips
                + " skipped"
                + (unexpectedlySkipped > 0 ? " (" + unexpectedlySkipped + " of them counted as failed)" : ""));
    }
}
