export declare const _o2control_VarSpecMessage_Type: {
    readonly string: "string";
    readonly number: "number";
    readonly bool: "bool";
    readonly list: "list";
    readonly map: "map";
};
export type _o2control_VarSpecMessage_Type = 'string' | 0 | 'number' | 1 | 'bool' | 2 | 'list' | 3 | 'map' | 4;
export type _o2control_VarSpecMessage_Type__Output = typeof _o2control_VarSpecMessage_Type[keyof typeof _o2control_VarSpecMessage_Type];
export declare const _o2control_VarSpecMessage_UiWidget: {
    readonly editBox: "editBox";
    readonly slider: "slider";
    readonly listBox: "listBox";
    readonly dropDownBox: "dropDownBox";
    readonly comboBox: "comboBox";
    readonly radioButtonBox: "radioButtonBox";
    readonly checkBox: "checkBox";
};
export type _o2control_VarSpecMessage_UiWidget = 'editBox' | 0 | 'slider' | 1 | 'listBox' | 2 | 'dropDownBox' | 3 | 'comboBox' | 4 | 'radioButtonBox' | 5 | 'checkBox' | 6;
export type _o2control_VarSpecMessage_UiWidget__Output = typeof _o2control_VarSpecMessage_UiWidget[keyof typeof _o2control_VarSpecMessage_UiWidget];
export interface VarSpecMessage {
    'defaultValue'?: (string);
    'type'?: (_o2control_VarSpecMessage_Type);
    'label'?: (string);
    'description'?: (string);
    'widget'?: (_o2control_VarSpecMessage_UiWidget);
    'panel'?: (string);
    'allowedValues'?: (string)[];
    'index'?: (number);
    'visibleIf'?: (string);
    'enabledIf'?: (string);
    'rows'?: (number);
}
export interface VarSpecMessage__Output {
    'defaultValue': (string);
    'type': (_o2control_VarSpecMessage_Type__Output);
    'label': (string);
    'description': (string);
    'widget': (_o2control_VarSpecMessage_UiWidget__Output);
    'panel': (string);
    'allowedValues': (string)[];
    'index': (number);
    'visibleIf': (string);
    'enabledIf': (string);
    'rows': (number);
}
