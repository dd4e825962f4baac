// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class PlotTest {
    @Test
    void drawsEachPointOfBothSidesHigherWhereThereIsMore() throws Exception {
        String svg = Plot.of(List.of(
                new Growth.Point(1_000, 80_000, 90_000, 24_000, 25_000),
                new Growth.Point(1_000_000, 180_000_000, 190_000_000, 30_000_000, 12_000_000)));
        Document drawing =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        assertEquals(8, drawing.getElementsByTagName("circle").getLength());
        for (int curve = 0; curve < 4; curve++) {
            Element line = (Element) drawing.getElementsByTagName("polyline").item(curve);
            String[] corners = line.getAttribute("points").split("[ ,]", -1);
            assertEquals(1, Double.compare(Double.parseDouble(corners[2]), Double.parseDouble(corners[0])));
            assertEquals(-1, Double.compare(Double.parseDouble(corners[3]), Double.parseDouble(corners[1])));
        }
    }
}
