// SPDX-License-Identifier: Apache-2.0
/**
 * Hostile input, guided by coverage. {@code mvn verify} replays the seeds and every input that was ever found to matter; to look for new ones
 * for a minute, {@code mvn -pl testkit -am test -Djazzer.fuzz=true -Djazzer.time=1m -Dtest=ObjectFuzzTest -Dsurefire.failIfNoSpecifiedTests=false}. One fuzzing run serves
 * one method of one class.
 */
@NullMarked
package org.ebpf4j.fuzz;

import org.jspecify.annotations.NullMarked;
