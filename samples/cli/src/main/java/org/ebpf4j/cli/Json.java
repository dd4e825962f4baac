// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** A report as JSON (RFC 8259); the help of {@link LoadCommand} says what is in it. */
final class Json {
    private Json() {}

    static String of(LoadReport report, boolean log) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeStringField("file", report.file());
            json.writeArrayFieldStart("maps");
            for (LoadReport.Map map : report.maps()) {
                write(json, map);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("programs");
            for (LoadReport.Program program : report.programs()) {
                write(json, program, log);
            }
            json.writeEndArray();
            json.writeStringField("error", report.error());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text + "\n";
    }

    private static void write(JsonGenerator json, LoadReport.Map map) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", map.name());
        json.writeStringField("type", map.type().toString());
        json.writeNumberField("keySize", map.keySize());
        json.writeNumberField("valueSize", map.valueSize());
        json.writeNumberField("maxEntries", Integer.toUnsignedLong(map.maxEntries()));
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, LoadReport.Program program, boolean log) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", program.name());
        json.writeStringField("section", program.section());
        json.writeStringField("type", program.type());
        json.writeBooleanField("loaded", program.loaded());
        json.writeBooleanField("attached", program.attached());
        json.writeStringField("error", program.error());
        if (log && !program.log().isEmpty()) {
            json.writeStringField("log", program.log());
        }
        json.writeEndObject();
    }
}
