// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ebpf4j.decode.KeyDecoder;
import org.jspecify.annotations.Nullable;

/**
 * What every meter on a map can say about itself. Not thread-safe; good only inside the call that it is given to.
 *
 * @param <D> the kind of meter
 */
public abstract sealed class MeterDeclaration<D extends MeterDeclaration<D>>
        permits NumberDeclaration, InfoDeclaration, BucketsDeclaration {
    private final String map;
    private String name;
    private String description = "";
    private @Nullable String baseUnit;
    private final Map<String, MeterSpec.Label> labels = new LinkedHashMap<>();
    private final List<KeyCut.Part> cut = new ArrayList<>();
    private Retention retention = Retention.NONE;
    private boolean zeros = true;

    MeterDeclaration(String map) {
        this.map = map;
        this.name = map.replace('_', '.');
    }

    abstract D self();

    abstract MeterSpec.Kind kind();

    MeterSpec spec() {
        return new MeterSpec(
                map,
                name,
                description,
                baseUnit,
                labels,
                new KeyCut(cut),
                zeros ? retention : retention.withoutZeros(),
                kind());
    }

    /**
     * The meter's name, without unit or {@code _total}, which the registry's naming convention adds.
     *
     * @param value lower-case words with dots, such as {@code timer.starts}; the map's name with dots without this call
     * @return this
     */
    public D name(String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException("a meter on map " + map + " needs a name");
        }
        name = value;
        return self();
    }

    /**
     * What the meter counts.
     *
     * @param value one sentence without period
     * @return this
     */
    public D description(String value) {
        description = value;
        return self();
    }

    /**
     * The unit of the values.
     *
     * @param value one of {@link io.micrometer.core.instrument.binder.BaseUnits}
     * @return this
     */
    public D baseUnit(String value) {
        baseUnit = value;
        return self();
    }

    /**
     * Makes a field a label of its name, decoded by its type: numbers as numbers, character arrays as text. Of a key all fields that nothing is said about are
     * such labels; of a record only those that are named.
     *
     * @param field a field of the struct of the key or record, or any name where the key is a number
     * @return this
     */
    public D label(String field) {
        return label(field, field);
    }

    /**
     * Makes a field a label of another name, decoded by its type.
     *
     * @param field a field of the struct of the key or record, or any name where the key is a number
     * @param as the label's name
     * @return this
     */
    public D label(String field, String as) {
        return label(field, new MeterSpec.Label(as, null));
    }

    /**
     * Makes a field a label of its name.
     *
     * @param field a field of the struct of the key or record, or any name where the key is a number
     * @param decoder makes text of the field's bytes
     * @return this
     */
    public D label(String field, KeyDecoder decoder) {
        return label(field, field, decoder);
    }

    /**
     * Makes a field a label of another name.
     *
     * @param field a field of the struct of the key or record, or any name where the key is a number
     * @param as the label's name
     * @param decoder makes text of the field's bytes
     * @return this
     */
    public D label(String field, String as, KeyDecoder decoder) {
        return label(field, new MeterSpec.Label(as, decoder));
    }

    private D label(String field, MeterSpec.Label label) {
        labels.put(field, label);
        return self();
    }

    /**
     * Makes the next bytes of the key, or record, a label. Keys are cut so where nothing describes them, or not as it should be: field by field from the
     * first byte to the last, padding included ({@link #padding}). Labels by the names of fields can't be declared beside it. Of a record, the
     * bytes behind the last field are left alone.
     *
     * @param as the label's name
     * @param bytes the field's size, positive
     * @param decoder makes text of the field's bytes
     * @return this
     */
    public D field(String as, int bytes, KeyDecoder decoder) {
        return part(new KeyCut.Part(as, bytes, decoder));
    }

    /**
     * Leaves the next bytes of the key, or record, out, as {@link #field} takes them.
     *
     * @param bytes how many, positive
     * @return this
     */
    public D padding(int bytes) {
        return part(new KeyCut.Part("", bytes, null));
    }

    private D part(KeyCut.Part part) {
        if (part.size() < 1) {
            throw new IllegalArgumentException(
                    "a field of the key of map " + map + " has at least 1 byte, not " + part.size());
        }
        cut.add(part);
        return self();
    }

    /**
     * Keeps series whose keys have left the map, with the values that they had, instead of letting them go. When a key comes back it counts on
     * in its old series. Series that are kept count against {@link EbpfMetrics.Builder#maxSeries}.
     *
     * @return this
     */
    public D keep() {
        retention = Retention.FOREVER;
        return self();
    }

    /**
     * Keeps series whose keys have left the map for a while, as {@link #keep} does for ever.
     *
     * @param time positive; it begins when the key is first missed
     * @return this
     */
    public D expireAfter(Duration time) {
        retention = Retention.of(time);
        return self();
    }

    /**
     * Leaves keys out until their numbers are not all 0. An array has all keys from the beginning; so its series begin as those of a hash do.
     *
     * @return this
     */
    public D withoutZeros() {
        zeros = false;
        return self();
    }

    final String map() {
        return map;
    }

    final @Nullable String baseUnit() {
        return baseUnit;
    }
}
