// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class PoolsPlotTest {
    @Test
    void drawsThePoolsThatWaitedMostHigherWhereTheyWaitedLonger() throws Exception {
        String svg = PoolsPlot.of(new StarvedPools.Seen(
                Map.of(
                        "little", List.of(0.0, 0.1),
                        "much", List.of(0.2, 3.5),
                        "<some>", List.of(0.1, 0.4),
                        "none", List.of(0.0, 0.0),
                        "least", List.of(0.0, 0.01)),
                2,
                0,
                1,
                0.5));
        Document drawing =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        assertEquals(4, drawing.getElementsByTagName("polyline").getLength());
        String[] corners = ((Element) drawing.getElementsByTagName("polyline").item(0))
                .getAttribute("points")
                .split("[ ,]", -1);
        assertTrue(Double.parseDouble(corners[2]) > Double.parseDouble(corners[0]));
        assertTrue(Double.parseDouble(corners[3]) < Double.parseDouble(corners[1]));
        assertTrue(drawing.getDocumentElement().getTextContent().contains("<some>"));
    }
}
