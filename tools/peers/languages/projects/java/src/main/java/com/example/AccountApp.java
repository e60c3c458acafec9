package com.example;

import io.github.trailwatch.cdk.Trailwatch;
import java.util.List;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;

public class AccountApp {
    public static void main(final String[] args) {
        final App app = new App();
        final Stack stack = Stack.Builder.create(app, "Audit")
            .env(Environment.builder().account("111122223333").region("eu-west-1").build())
            .build();

        Trailwatch.Builder.create(stack, "Trailwatch")
            .emails(List.of("security@example.com"))
            .build();

        app.synth();
    }
}
