// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.scaling;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LineChartTest {

    private static Document picture() throws Exception {
        LineChart chart =
                new LineChart(0, 0, "a title", "channels", List.of(1, 10, 10_000))
                        .lines(Map.of("kcoro", List.of(0.0, 15.0, 20.0)));
        String svg = LineChart.picture(LineChart.WIDTH, LineChart.HEIGHT, List.of(chart));
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)));
    }

    private static List<String> texts(Document picture) {
        NodeList nodes = picture.getElementsByTagName("text");
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent());
        }
        return texts;
    }

    @Test
    void saysWhatItShows() throws Exception {
        List<String> texts = texts(picture());
        assertTrue(
                texts.containsAll(
                        List.of("a title", "channels", "kcoro", "1", "10", "10,000", "20")),
                texts.toString());
    }

    @Test
    void pointsStandAsHighAsTheirValues() throws Exception {
        NodeList circles = picture().getElementsByTagName("circle");
        double[] up = new double[3];
        for (int i = 0; i < up.length; i++) {
            up[i] =
                    Double.parseDouble(
                            circles.item(i).getAttributes().getNamedItem("cy").getNodeValue());
        }
        assertEquals((up[0] - up[2]) * 15 / 20, up[0] - up[1], 0.2);
    }
}
