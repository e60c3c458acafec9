package com.example;

/** Runs every app in one process. */
public class EveryApp {
    public static void main(final String[] args) {
        AccountApp.main(args);
        OrganizationApp.main(args);
        OwnRulesApp.main(args);
        AlarmsApp.main(args);
        SelectionsApp.main(args);
    }
}
