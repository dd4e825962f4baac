// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.decode;

/** Takes what a {@link KeyDecoder} made of a field. Exactly one of the two methods is called, once. */
public interface LabelSink {
    /**
     * Gives the label's text.
     *
     * @param text any text; what a registry can't take (empty, not well-formed) is repaired behind this call
     */
    void accept(String text);

    /** Says that the whole row is to be left out of the metric. That is no error and is not counted as one. */
    void drop();
}
