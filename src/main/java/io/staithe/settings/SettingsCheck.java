package io.staithe.settings;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/** Reads all of the registry's own settings before anything is started with some of them. */
final class SettingsCheck implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

    private static final List<String> FORWARDED_HEADERS = List.of(
            "server.forward-headers-strategy",
            "server.tomcat.remoteip.remote-ip-header",
            "server.tomcat.remoteip.protocol-header");

    /** After logging is set up, so that what is refused is printed as everything else is. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        check(event.getEnvironment());
    }

    static void check(ConfigurableEnvironment environment) {
        KnownSettings known = KnownSettings.load();
        UnknownSettings.refuse(environment, known);
        refuseForwardedHeaders(environment);
        Set<ConfigurationPropertyName> written = written(environment);
        known.names().stream().filter(written::contains).forEach(name -> refuseBlank(name.toString(), environment));
        Binder binder = Binder.get(environment);
        known.records().stream()
                .filter(type -> written.stream().anyMatch(KnownSettings.prefix(type)::isAncestorOf))
                .forEach(type -> bind(type, binder, environment));
    }

    /** What nobody wrote has its default, which needs no look. */
    private static Set<ConfigurationPropertyName> written(ConfigurableEnvironment environment) {
        return WrittenSettings.in(environment).collect(Collectors.toSet());
    }

    private static void bind(Class<?> type, Binder binder, ConfigurableEnvironment environment) {
        try {
            binder.bindOrCreate(KnownSettings.prefix(type).toString(), type);
        } catch (BindException e) {
            throw refusal(e, environment);
        }
    }

    /** The server would take any private address for a proxy, and hide from the registry who really connected. */
    private static void refuseForwardedHeaders(ConfigurableEnvironment environment) {
        for (String property : FORWARDED_HEADERS) {
            String value = environment.getProperty(property, "none");
            if (!value.equalsIgnoreCase("none")) {
                throw new InvalidSettingException(
                        property,
                        value,
                        "what proxies say would be believed from addresses that nobody named",
                        "Leave it out; name proxies in staithe.trusted-proxies.");
            }
        }
    }

    /** An empty value would count as none in one place and as an empty text in another. */
    private static void refuseBlank(String property, ConfigurableEnvironment environment) {
        String value = environment.getProperty(property);
        if (value != null && value.isBlank()) {
            throw new InvalidSettingException(
                    property, value, "it is empty", "Write a value, or leave the setting out.");
        }
    }

    private static RuntimeException refusal(BindException failure, ConfigurableEnvironment environment) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidSettingException e) {
                return e.value().equals(InvalidSettingException.NOT_SHOWN)
                        ? e
                        : new InvalidSettingException(
                                e.property(), environment.getProperty(e.property(), e.value()), e.reason(), e.remedy());
            }
        }
        ConfigurationProperty property = failure.getProperty();
        if (property == null) {
            return failure;
        }
        Form form = Form.of(failure.getTarget().getType().resolve(Object.class));
        return new InvalidSettingException(
                property.getName().toString(), String.valueOf(property.getValue()), form.reason(), form.remedy());
    }

    /** How values of a type are written. */
    private record Form(String reason, String remedy) {

        static Form of(Class<?> type) {
            return switch (type.getSimpleName()) {
                case "Duration" ->
                    new Form(
                            "this is no duration",
                            "Write a number and a unit (ms, s, m, h, d), such as '90s' or '24h'.");
                case "DataSize" ->
                    new Form("this is no size", "Write a number and a unit (B, KB, MB, GB), such as '256KB' or '4MB'.");
                case "boolean" -> new Form("this is neither yes nor no", "Write 'true' or 'false'.");
                case "int" -> new Form("this is no whole number", "Write a whole number in digits.");
                case "Path" -> new Form("this is no path", "Write the path of a folder.");
                case "URI" ->
                    new Form("this is no address", "Write an address such as 'https://registry.example.com'.");
                case "List" -> new Form("this is no list", "See docs/configuration.md for what its entries look like.");
                default -> new Form("this is no " + type.getSimpleName(), "See docs/configuration.md.");
            };
        }
    }
}
