// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.port;

/**
 * Fails before a lock is taken where the stack would end under it: a stack overflow there would
 * leave the lock taken, or a transition half done.
 *
 * <p>What the interpreter calls under a lock needs about 2 KiB; compiled code, in which all of it
 * is one frame, has checked for more when it was entered, and pays nothing here.
 */
final class Headroom {

    private Headroom() {}

    /**
     * @throws StackOverflowError when less than about 4 KiB are left
     */
    @SuppressWarnings("unused") // the interpreter makes room for all of them
    static void probe(int taken) {
        long a00, a01, a02, a03, a04, a05, a06, a07, a08, a09, a0a, a0b, a0c, a0d, a0e, a0f;
        long a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a1a, a1b, a1c, a1d, a1e, a1f;
        long a20, a21, a22, a23, a24, a25, a26, a27, a28, a29, a2a, a2b, a2c, a2d, a2e, a2f;
        long a30, a31, a32, a33, a34, a35, a36, a37, a38, a39, a3a, a3b, a3c, a3d, a3e, a3f;
        long a40, a41, a42, a43, a44, a45, a46, a47, a48, a49, a4a, a4b, a4c, a4d, a4e, a4f;
        long a50, a51, a52, a53, a54, a55, a56, a57, a58, a59, a5a, a5b, a5c, a5d, a5e, a5f;
        long a60, a61, a62, a63, a64, a65, a66, a67, a68, a69, a6a, a6b, a6c, a6d, a6e, a6f;
        long a70, a71, a72, a73, a74, a75, a76, a77, a78, a79, a7a, a7b, a7c, a7d, a7e, a7f;
        long a80, a81, a82, a83, a84, a85, a86, a87, a88, a89, a8a, a8b, a8c, a8d, a8e, a8f;
        long a90, a91, a92, a93, a94, a95, a96, a97, a98, a99, a9a, a9b, a9c, a9d, a9e, a9f;
        long a100,
                a101,
                a102,
                a103,
                a104,
                a105,
                a106,
                a107,
                a108,
                a109,
                a10a,
                a10b,
                a10c,
                a10d,
                a10e,
                a10f;
        long a110,
                a111,
                a112,
                a113,
                a114,
                a115,
                a116,
                a117,
                a118,
                a119,
                a11a,
                a11b,
                a11c,
                a11d,
                a11e,
                a11f;
        long a120,
                a121,
                a122,
                a123,
                a124,
                a125,
                a126,
                a127,
                a128,
                a129,
                a12a,
                a12b,
                a12c,
                a12d,
                a12e,
                a12f;
        long a130,
                a131,
                a132,
                a133,
                a134,
                a135,
                a136,
                a137,
                a138,
                a139,
                a13a,
                a13b,
                a13c,
                a13d,
                a13e,
                a13f;
        long a140,
                a141,
                a142,
                a143,
                a144,
                a145,
                a146,
                a147,
                a148,
                a149,
                a14a,
                a14b,
                a14c,
                a14d,
                a14e,
                a14f;
        long a150,
                a151,
                a152,
                a153,
                a154,
                a155,
                a156,
                a157,
                a158,
                a159,
                a15a,
                a15b,
                a15c,
                a15d,
                a15e,
                a15f;
        if (taken > 1) {
            throw new AssertionError(taken);
        }
    }
}
