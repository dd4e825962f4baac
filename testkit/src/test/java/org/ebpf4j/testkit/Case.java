// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** A test class that is material for another test, and must run nowhere else because it is made to fail. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(Case.Condition.class)
@interface Case {
    /** Runs a case, and nothing beside it. */
    final class Run {
        private static final String PARAMETER = "ebpf4j.case";

        private Run() {}

        static EngineExecutionResults of(Class<?> tests) {
            return EngineTestKit.engine("junit-jupiter")
                    .selectors(DiscoverySelectors.selectClass(tests))
                    .configurationParameter(PARAMETER, "true")
                    .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
                    .execute();
        }
    }

    /** Lets a case run where {@link Run} started it. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return context.getConfigurationParameter(Run.PARAMETER)
                    .map(ConditionEvaluationResult::enabled)
                    .orElseGet(() -> ConditionEvaluationResult.disabled("It is a case of another test."));
        }
    }
}
