// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.protocol;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A frame in plain lists and copies: the specification that the codec is compared with. */
record NaiveFrame(int command, List<NaiveFrame.Attribute> attributes, byte[] trailing) {

    record Attribute(int type, byte[] value) {

        boolean isScalar() {
            return value.length == 4;
        }

        int scalar() {
            return (int) number(value, 0, 4);
        }
    }

    static NaiveFrame parse(byte[] frame) {
        int command = (int) number(frame, 0, 2);
        long payloadLength = number(frame, 4, 4);
        if (payloadLength != frame.length - 8) {
            throw new AssertionError("not one frame: " + Hex.text(frame));
        }
        List<Attribute> attributes = new ArrayList<>();
        byte[] rest = Arrays.copyOfRange(frame, 8, frame.length);
        while (rest.length >= 4 && number(rest, 2, 2) <= rest.length - 4) {
            int behind = 4 + (int) number(rest, 2, 2);
            int type = (int) number(rest, 0, 2);
            attributes.add(new Attribute(type, Arrays.copyOfRange(rest, 4, behind)));
            rest = Arrays.copyOfRange(rest, behind, rest.length);
        }
        return new NaiveFrame(command, attributes, rest);
    }

    byte[] encode() {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        try {
            DataOutputStream data = new DataOutputStream(payload);
            for (Attribute attribute : attributes) {
                data.writeShort(attribute.type);
                data.writeShort(attribute.value.length);
                data.write(attribute.value);
            }
            data.write(trailing);
            data = new DataOutputStream(frame);
            data.writeShort(command);
            data.writeShort(0);
            data.writeInt(payload.size());
            payload.writeTo(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return frame.toByteArray();
    }

    /** The value of the first attribute of this type, or null. */
    byte[] value(int type) {
        for (Attribute attribute : attributes) {
            if (attribute.type == type) {
                return attribute.value;
            }
        }
        return null;
    }

    /** The value of the first scalar of this type, or null. */
    Integer scalar(int type) {
        for (Attribute attribute : attributes) {
            if (attribute.type == type && attribute.isScalar()) {
                return attribute.scalar();
            }
        }
        return null;
    }

    boolean isWellFormed() {
        return trailing.length == 0;
    }

    private static long number(byte[] bytes, int offset, int length) {
        long number = 0;
        for (int i = offset; i < offset + length; i++) {
            number = number * 256 + (bytes[i] & 0xFF);
        }
        return number;
    }
}
